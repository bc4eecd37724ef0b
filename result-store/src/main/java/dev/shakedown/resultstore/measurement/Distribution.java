package dev.shakedown.resultstore.measurement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    /** Collects counts that come series by series. */
    static final class Builder {

        private final String metric;
        private final double low;
        private final double high;
        private final int bins;
        private final Map<Group, long[]> counts = new LinkedHashMap<>();

        Builder(String metric, double low, double high, int bins) {
            this.metric = metric;
            this.low = low;
            this.high = high;
            this.bins = bins;
        }

        void count(Group group, int bin, long jobs) {
            counts.computeIfAbsent(group, known -> new long[bins])[bin] += jobs;
        }

        /** Groups in the order of their names; those of which nothing was counted are left out. */
        Distribution build() {
            List<Group> groups = new ArrayList<>();
            counts.forEach((group, jobs) -> groups.add(new Group(
                    group.network(),
                    group.objective(),
                    group.budget(),
                    Arrays.stream(jobs).boxed().toList())));
            groups.sort(Comparator.comparing(Group::network)
                    .thenComparing(Group::objective)
                    .thenComparing(Group::budget));
            return new Distribution(metric, low, high, groups);
        }
    }
}
