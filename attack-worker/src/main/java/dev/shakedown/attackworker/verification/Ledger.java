package dev.shakedown.attackworker.verification;

import java.util.ArrayList;
import java.util.List;

/** Counts comparisons, and keeps those that fail. Not thread-safe. */
final class Ledger {

    private int judges;
    private int comparisons;
    private boolean blurredBitForBit;
    private final List<Discrepancy> failures = new ArrayList<>();
    private final List<Unverified> unverified = new ArrayList<>();

    /** Whose comparisons these are; empty for the job's own. */
    Page page(String judge) {
        return new Page(judge);
    }

    void judged() {
        judges++;
    }

    void blurredBitForBit() {
        blurredBitForBit = true;
    }

    Verification verification() {
        return new Verification(judges, comparisons, blurredBitForBit, failures, unverified);
    }

    /** The comparisons of one judge, or of the job as a whole. */
    final class Page {

        private final String judge;

        private Page(String judge) {
            this.judge = judge;
        }

        /** Two numbers that may be so far apart; NaN is the same as NaN. */
        void number(String what, double stored, double recomputed, double limit) {
            holds(
                    isSame(stored, recomputed) || Math.abs(stored - recomputed) <= limit,
                    what,
                    Double.toString(stored),
                    Double.toString(recomputed),
                    Double.toString(limit));
        }

        /** A number that must not be above another. */
        void bound(String what, double value, double bound) {
            holds(value <= bound, what, Double.toString(value), "", Double.toString(bound));
        }

        /** Two texts that must be the same. */
        void same(String what, String stored, String recomputed) {
            holds(stored.equals(recomputed), what, stored, recomputed, "");
        }

        /** A comparison that somebody else has made. */
        void holds(boolean holds, String what, String stored, String recomputed, String limit) {
            comparisons++;
            if (!holds) {
                failures.add(new Discrepancy(judge, what, stored, recomputed, limit));
            }
        }

        /** What cannot be looked at. */
        void unverified(String reason) {
            unverified.add(new Unverified(judge, reason));
        }
    }

    private static boolean isSame(double a, double b) {
        return a == b || Double.isNaN(a) && Double.isNaN(b);
    }
}
