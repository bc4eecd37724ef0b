package dev.shakedown.attackworker.verification;

import java.util.List;

/**
 * The result of verifying a job.
 *
 * @param judges how many evaluations were recomputed: one a judge, and one more for each judge and companion image
 * @param comparisons how many stored things were held against what they must be
 * @param blurredBitForBit whether y was recomputed and is the same in every bit
 */
public record Verification(
        int judges,
        int comparisons,
        boolean blurredBitForBit,
        List<Discrepancy> failures,
        List<Unverified> unverified) {

    public Verification {
        failures = List.copyOf(failures);
        unverified = List.copyOf(unverified);
    }

    /**
     * A stored value that does not match.
     *
     * @param judge the network whose numbers it belongs to, and the companion image if it belongs to one; empty for the
     *     job as a whole
     * @param recomputed the recomputed value; empty for a bound
     * @param limit the greatest difference allowed; for a bound, the bound; empty where both must be equal
     */
    public record Discrepancy(String judge, String what, String stored, String recomputed, String limit) {

        /** Human-readable, without the job. */
        public String line() {
            StringBuilder line = new StringBuilder();
            if (!judge.isEmpty()) {
                line.append("judge ").append(judge).append(": ");
            }
            line.append(what).append(": stored ").append(stored);
            if (recomputed.isEmpty()) {
                return line.append(", must be at most ").append(limit).toString();
            }
            line.append(", recomputed ").append(recomputed);
            if (!limit.isEmpty()) {
                line.append(", may differ by ").append(limit);
            }
            return line.toString();
        }
    }

    /**
     * A part of a job that could not be verified, which does not mean that it is wrong.
     *
     * @param judge the network whose numbers it belongs to; empty for the job as a whole
     */
    public record Unverified(String judge, String reason) {

        /** Human-readable, without the job. */
        public String line() {
            return judge.isEmpty() ? reason : "judge " + judge + ": " + reason;
        }
    }
}
