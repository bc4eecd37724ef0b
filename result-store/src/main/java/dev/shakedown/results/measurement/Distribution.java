package dev.shakedown.results.measurement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How often a number falls where. The range from low to high is cut into bins of equal width, the same for all groups.
 *
 * @param metric the number, as {@code judged_result} calls it
 * @param low the least value of all groups
 * @param high the greatest
 * @param groups by network, objective and budget
 */
public record Distribution(String metric, double low, double high, List<Group> groups) {

    public Distribution {
        groups = List.copyOf(groups);
    }

    /**
     * Jobs that have network, objective and budget in common.
     *
     * @param network whose outputs are measured
     * @param objective such as {@code untargeted}
     * @param budget epsilon in 255ths
     * @param jobs how many fall into each bin, from low to high
     */
    public record Group(String network, String objective, double budget, List<Long> jobs) {

        public Group {
            jobs = List.copyOf(jobs);
        }
    }

    /** Collects counts that come group by group. */
    static final class Builder {

        private final String metric;
        private final int bins;
        private final Map<Group, long[]> counts = new LinkedHashMap<>();
        private double low;
        private double high;

        Builder(String metric, int bins) {
            this.metric = metric;
            this.bins = bins;
        }

        void add(String network, String objective, double budget, double least, double greatest, int bin, long jobs) {
            low = least;
            high = greatest;
            counts.computeIfAbsent(new Group(network, objective, budget, List.of()), group -> new long[bins])[bin] +=
                    jobs;
        }

        Distribution build() {
            List<Group> groups = new ArrayList<>();
            counts.forEach((group, jobs) -> groups.add(new Group(
                    group.network(),
                    group.objective(),
                    group.budget(),
                    Arrays.stream(jobs).boxed().toList())));
            return new Distribution(metric, low, high, groups);
        }
    }
}
