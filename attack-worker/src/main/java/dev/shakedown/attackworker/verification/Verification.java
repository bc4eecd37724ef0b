package dev.shakedown.attackworker.verification;

import java.util.List;

/**
 * The result of verifying a job.
 *
 * @param judges how many evaluations were recomputed: one a judge, and one more for each judge and companion image
 * @param comparisons how many stored things were held against what they must be
 * @param blurredBitForBit whether y was recomputed and is the same in every bit
 * @param failures the checks that failed
 * @param unverified what could not be looked at
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
}
