package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.verification.Verification.Discrepancy;
import dev.shakedown.attackworker.verification.Verification.Unverified;
import java.util.ArrayList;
import java.util.List;

/** Counts comparisons and keeps the mismatches. Not thread-safe. */
final class Comparisons {

    private int judges;
    private int comparisons;
    private boolean blurredBitForBit;
    private final List<Discrepancy> failures = new ArrayList<>();
    private final List<Unverified> unverified = new ArrayList<>();

    /** A new section; the judge is empty for the job as a whole. */
    Section section(String judge) {
        return new Section(judge);
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
    final class Section {

        private final String judge;

        private Section(String judge) {
            this.judge = judge;
        }

        /** Compares two numbers; infinities can be equal, NaN is a mismatch. */
        void number(String what, double stored, double recomputed, double limit) {
            check(
                    stored == recomputed || Math.abs(stored - recomputed) <= limit,
                    what,
                    Double.toString(stored),
                    Double.toString(recomputed),
                    Double.toString(limit));
        }

        /** Checks that a number is at most another. */
        void bound(String what, double value, double bound) {
            check(value <= bound, what, Double.toString(value), "", Double.toString(bound));
        }

        void same(String what, String stored, String recomputed) {
            check(stored.equals(recomputed), what, stored, recomputed, "");
        }

        void check(boolean matches, String what, String stored, String recomputed, String limit) {
            comparisons++;
            if (!matches) {
                failures.add(new Discrepancy(judge, what, stored, recomputed, limit));
            }
        }

        void unverified(String reason) {
            unverified.add(new Unverified(judge, reason));
        }
    }
}
