package dev.shakedown.attackworker.verification;

/**
 * Something stored that does not hold.
 *
 * @param judge the network whose numbers it belongs to, and the companion image if it is one's; empty for what belongs
 *     to the job as a whole
 * @param what what was compared
 * @param stored as it is stored; for a bound, what is bounded
 * @param recomputed as it came out now; empty for a bound
 * @param limit how far apart the two may be; for a bound, the bound; empty where they must be the same
 */
public record Discrepancy(String judge, String what, String stored, String recomputed, String limit) {}
