package dev.shakedown.cli.verification;

import java.util.List;

/**
 * What the program says of a job.
 *
 * @param judges how many evaluations it recomputed
 * @param comparisons how many stored things it held against what they must be
 * @param blurredBitForBit whether y came out the same in every bit
 * @param failures those that do not hold
 * @param unverified what it could not look at
 */
public record Verdict(
        int judges, int comparisons, boolean blurredBitForBit, List<Failure> failures, List<Gap> unverified) {

    /**
     * Something stored that does not hold.
     *
     * @param judge whose numbers it belongs to; empty for the job as a whole
     * @param what what was compared
     * @param stored as it is stored; for a bound, what is bounded
     * @param recomputed as it came out now; empty for a bound
     * @param limit how far apart they may be, or the bound; empty where they must be the same
     */
    public record Failure(String judge, String what, String stored, String recomputed, String limit) {

        /** In words, without the job. */
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
     * Something that could not be looked at.
     *
     * @param judge whose numbers it belongs to; empty for the job as a whole
     * @param reason what, and why
     */
    public record Gap(String judge, String reason) {

        /** In words, without the job. */
        public String line() {
            return judge.isEmpty() ? reason : "judge " + judge + ": " + reason;
        }
    }
}
