package dev.shakedown.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
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
 * @param finished when its artifacts were safe; when they were sent, if they are in the same record
 * @param delivery as in the request that it answers
 */
public record AttackResult(
        int schema,
        String jobId,
        String campaignId,
        JobOutcome outcome,
        String worker,
        Instant started,
        Instant finished,
        Delivery delivery) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    @JsonCreator
    public AttackResult {}

    /** The result of a first delivery. */
    public AttackResult(
            int schema,
            String jobId,
            String campaignId,
            JobOutcome outcome,
            String worker,
            Instant started,
            Instant finished) {
        this(schema, jobId, campaignId, outcome, worker, started, finished, Delivery.FIRST);
    }
}
