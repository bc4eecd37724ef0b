package dev.shakedown.local.simulation;

import java.util.ArrayList;
import java.util.List;

/** Workers, nodes and lag over time; every second sample is dropped whenever there are too many. */
public final class Timeline {

    private static final int MOST = 4000;

    private final List<Sample> samples = new ArrayList<>();
    private double least;

    /**
     * How things stood.
     *
     * @param time seconds from the submission
     * @param workers that are in their group
     * @param nodes that are paid for
     * @param lag requests that are not acknowledged
     */
    public record Sample(double time, int workers, int nodes, long lag) {}

    void note(Sample sample) {
        int last = samples.size() - 1;
        if (last >= 0) {
            Sample before = samples.get(last);
            if (before.workers() == sample.workers()
                    && before.nodes() == sample.nodes()
                    && before.lag() == sample.lag()) {
                return;
            }
            boolean onlyLag = before.workers() == sample.workers() && before.nodes() == sample.nodes();
            if (before.time() == sample.time()) {
                samples.set(last, sample);
                return;
            }
            if (onlyLag && sample.lag() != 0 && sample.time() - before.time() < least) {
                return;
            }
        }
        samples.add(sample);
        if (samples.size() > MOST) {
            thin();
        }
    }

    private void thin() {
        double span = samples.get(samples.size() - 1).time() - samples.get(0).time();
        least = Math.max(2 * least, span / (MOST / 2.0));
        List<Sample> kept = new ArrayList<>();
        for (Sample sample : samples) {
            Sample before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
            boolean near = before != null
                    && before.workers() == sample.workers()
                    && before.nodes() == sample.nodes()
                    && sample.lag() != 0
                    && sample.time() - before.time() < least;
            if (!near) {
                kept.add(sample);
            }
        }
        samples.clear();
        samples.addAll(kept);
    }

    /** In the order of time; each holds until the next. */
    public List<Sample> samples() {
        return List.copyOf(samples);
    }
}
