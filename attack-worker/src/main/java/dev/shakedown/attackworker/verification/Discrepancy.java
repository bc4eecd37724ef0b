package dev.shakedown.attackworker.verification;

/**
 * A stored value that does not match.
 *
 * @param judge the network whose numbers it belongs to, and the companion image if it belongs to one; empty for the job
 *     as a whole
 * @param what what was compared
 * @param stored the stored value; for a bound, the value that is bounded
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
