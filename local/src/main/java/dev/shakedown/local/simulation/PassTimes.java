package dev.shakedown.local.simulation;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How long a pass through a network takes, forward and backward and all else of a step, by the images in it. Between
 * two known numbers of images it is interpolated; beyond the largest it grows in proportion.
 *
 * @param seconds by images in a pass; has an entry for 1
 */
public record PassTimes(NavigableMap<Integer, Double> seconds) {

    public PassTimes {
        if (!seconds.containsKey(1)) {
            throw new IllegalArgumentException("seconds: has no entry for 1 image: must have one");
        }
        seconds.forEach((rows, value) -> {
            Check.atLeast(1, "images", rows);
            Check.positive("seconds", value);
        });
        seconds = new TreeMap<>(seconds);
    }

    /** A pass takes as long for each of its images, whatever their number. */
    public static PassTimes each(double seconds) {
        return new PassTimes(new TreeMap<>(Map.of(1, seconds)));
    }

    /** Seconds of a pass with so many images. */
    public double pass(int rows) {
        Map.Entry<Integer, Double> below = seconds.floorEntry(rows);
        Map.Entry<Integer, Double> above = seconds.ceilingEntry(rows);
        if (below == null) {
            throw new IllegalArgumentException("rows: " + rows + ": must be 1 or more");
        }
        if (above == null) {
            return below.getValue() * rows / below.getKey();
        }
        if (above.getKey().equals(below.getKey())) {
            return below.getValue();
        }
        double share = (rows - below.getKey()) / (double) (above.getKey() - below.getKey());
        return below.getValue() + share * (above.getValue() - below.getValue());
    }

    /** Seconds of a step with so many images, at most {@code capacity} of them in a pass. */
    public double step(int rows, int capacity) {
        int rest = rows % capacity;
        return rows / capacity * pass(capacity) + (rest == 0 ? 0 : pass(rest));
    }
}
