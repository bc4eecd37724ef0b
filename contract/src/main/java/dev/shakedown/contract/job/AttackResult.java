package dev.shakedown.contract.job;

import java.time.Instant;

/**
 * The end of a job.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param jobId the job
 * @param campaignId the campaign whose request led to it
 * @param outcome how it ended
 * @param worker who ran it
 * @param started when its first step began
 * @param finished when its artifacts were safe
 */
public record AttackResult(
        int schema,
        String jobId,
        String campaignId,
        JobOutcome outcome,
        String worker,
        Instant started,
        Instant finished) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;
}
