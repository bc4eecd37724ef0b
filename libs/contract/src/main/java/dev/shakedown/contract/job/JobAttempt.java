package dev.shakedown.contract.job;

import java.time.Instant;

/**
 * What is known of a job that has begun and has not ended: written before a leg begins, and when it ends with neither a
 * result nor a request that carries its state.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param jobId the job
 * @param campaignId the campaign whose request it is
 * @param round the round of the campaign whose request it is
 * @param failures attempts that failed before this leg: legs whose worker died, or that ended with an error which may
 *     pass
 * @param state whether a leg is under way
 * @param leg legs that the job had before this one; a request that says more was left by this leg or by a later one
 * @param record the request's place, {@code topic/partition/offset}
 * @param worker who wrote this
 * @param since when
 * @param reason of the last failure, human-readable; empty if none is known
 */
public record JobAttempt(
        int schema,
        String jobId,
        String campaignId,
        int round,
        int failures,
        State state,
        long leg,
        String record,
        String worker,
        Instant since,
        String reason) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    /** Where a job that has begun stands. */
    public enum State {
        /** A leg is under way, or its worker has died. */
        RUNNING,
        /** Its last leg failed, and the same request is to be tried again. */
        FAILED,
        /** Its leg ended in order but without a state that could travel: the same request is to begin it again. */
        RELEASED
    }
}
