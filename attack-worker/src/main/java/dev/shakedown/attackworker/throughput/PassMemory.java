package dev.shakedown.attackworker.throughput;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How much memory a pass through one network needs, estimated from passes of smaller images, or of fewer images of the
 * same size, which are then counted in place of pixels. Not thread-safe.
 *
 * <p>From the two largest measurements n1 &lt; n2 pixels with b1 and b2 bytes, an image of n pixels needs b2 + (b2 -
 * b1) / (n2 - n1) (n - n2) bytes, or b2 (n / n2)^p with p = log(b2 / b1) / log(n2 / n1), at most 2, where the need
 * grows faster than the pixels. From one measurement, it needs b2 n / n2 bytes.
 */
public final class PassMemory {

    private static final double MOST_POWER = 2;
    private static final double LEAST_RATIO = 1.5;
    private static final int MOST_SIDE = 1 << 15;

    private final NavigableMap<Long, Long> bytesByPixels = new TreeMap<>();

    /**
     * Notes what a pass took; of several of the same size the largest counts.
     *
     * @param pixels of the image, 1 or more
     * @param bytes at its peak, beyond what the process had before
     */
    public void measured(long pixels, long bytes) {
        bytesByPixels.merge(pixels, Math.max(1, bytes), Math::max);
    }

    /** Pixels of the largest image that was measured; 0 if none was. */
    public long largestMeasured() {
        return bytesByPixels.isEmpty() ? 0 : bytesByPixels.lastKey();
    }

    /** Bytes that an image needs; empty while nothing was measured. */
    public OptionalLong need(long pixels) {
        Map.Entry<Long, Long> atLeast = bytesByPixels.ceilingEntry(pixels);
        if (atLeast != null) {
            return OptionalLong.of(atLeast.getValue());
        }
        Map.Entry<Long, Long> large = bytesByPixels.lastEntry();
        if (large == null) {
            return OptionalLong.empty();
        }
        Map.Entry<Long, Long> small = bytesByPixels.floorEntry((long) (large.getKey() / LEAST_RATIO));
        double growth = (double) pixels / large.getKey();
        if (small == null) {
            return OptionalLong.of((long) (large.getValue() * growth));
        }
        double power = Math.log((double) large.getValue() / small.getValue())
                / Math.log((double) large.getKey() / small.getKey());
        if (power > 1) {
            return OptionalLong.of((long) (large.getValue() * Math.pow(growth, Math.min(power, MOST_POWER))));
        }
        double slope = Math.max(0, (double) (large.getValue() - small.getValue()) / (large.getKey() - small.getKey()));
        return OptionalLong.of((long) (large.getValue() + slope * (pixels - large.getKey())));
    }

    /**
     * The side of the largest square image that needs at most so many bytes.
     *
     * @param multiple what the side must be a multiple of, 1 or more
     * @return 0 if no image does, or nothing was measured
     */
    public int largestSide(long bytes, int multiple) {
        int low = 0;
        int high = MOST_SIDE / multiple;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            long side = (long) middle * multiple;
            OptionalLong need = need(side * side);
            if (need.isPresent() && need.getAsLong() <= bytes) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low * multiple;
    }
}
