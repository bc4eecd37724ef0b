package dev.shakedown.resultstore.measurement;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How often a number falls where. The range from low to high is cut into bins of equal width, the same for all groups.
 *
 * @param metric the number, as {@code judged_result} calls it
 * @param low the least value of all groups
 * @param groups by network, attack, norm and budget
 */
public record Distribution(String metric, double low, double high, List<Group> groups) {

    public Distribution {
        groups = List.copyOf(groups);
    }

    /**
     * Jobs that have network, attack, norm and budget in common.
     *
     * @param norm {@code linf} or {@code l2}
     * @param jobs how many fall into each bin, from low to high
     * @param leftOut for how many more the number is infinite or undefined
     */
    public record Group(
            String network,
            String objective,
            String attack,
            String norm,
            double budget,
            List<Long> jobs,
            long leftOut) {

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
        private final Map<Group, Long> leftOut = new HashMap<>();

        Builder(String metric, double low, double high, int bins) {
            this.metric = metric;
            this.low = low;
            this.high = high;
            this.bins = bins;
        }

        void count(Group group, int bin, long jobs) {
            counts.computeIfAbsent(group, known -> new long[bins])[bin] += jobs;
        }

        /** Jobs whose number is in no bin. */
        void leaveOut(Group group, long jobs) {
            counts.computeIfAbsent(group, known -> new long[bins]);
            leftOut.merge(group, jobs, Long::sum);
        }

        /** Groups in the order of their names; those without jobs are left out. */
        Distribution build() {
            List<Group> groups = new ArrayList<>();
            counts.forEach((group, jobs) -> groups.add(new Group(
                    group.network(),
                    group.objective(),
                    group.attack(),
                    group.norm(),
                    group.budget(),
                    Arrays.stream(jobs).boxed().toList(),
                    leftOut.getOrDefault(group, 0L))));
            groups.sort(Comparator.comparing(Group::network)
                    .thenComparing(Group::objective)
                    .thenComparing(Group::attack)
                    .thenComparing(Group::norm)
                    .thenComparing(Group::budget));
            return new Distribution(metric, low, high, groups);
        }
    }

    /** A number of a measurement; columns of {@code judged_result} have the same names. */
    public enum Metric {
        @JsonProperty("damage")
        DAMAGE,
        @JsonProperty("clean_to_sharp_psnr")
        CLEAN_TO_SHARP_PSNR,
        @JsonProperty("clean_to_sharp_ssim")
        CLEAN_TO_SHARP_SSIM,
        @JsonProperty("attacked_to_sharp_psnr")
        ATTACKED_TO_SHARP_PSNR,
        @JsonProperty("attacked_to_sharp_ncc")
        ATTACKED_TO_SHARP_NCC,
        @JsonProperty("attacked_to_sharp_ssim")
        ATTACKED_TO_SHARP_SSIM,
        @JsonProperty("eight_bit_to_sharp_psnr")
        EIGHT_BIT_TO_SHARP_PSNR,
        @JsonProperty("attacked_to_target_psnr")
        ATTACKED_TO_TARGET_PSNR,
        @JsonProperty("attacked_to_target_ncc")
        ATTACKED_TO_TARGET_NCC,
        @JsonProperty("attacked_to_target_ssim")
        ATTACKED_TO_TARGET_SSIM,
        @JsonProperty("attacked_to_clean_psnr")
        ATTACKED_TO_CLEAN_PSNR,
        @JsonProperty("attacked_to_clean_ssim")
        ATTACKED_TO_CLEAN_SSIM,
        @JsonProperty("lipschitz")
        LIPSCHITZ;

        /** The metric of that name. */
        public static Optional<Metric> of(String column) {
            return Arrays.stream(values())
                    .filter(metric -> metric.column().equals(column))
                    .findFirst();
        }

        /** Its name in SQL and in requests. */
        public String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
