package dev.shakedown.contract.job;

import java.time.Instant;

/**
 * How far a running job has come.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param jobId the job
 * @param campaignId the campaign that asked for it
 * @param step updates done
 * @param steps updates in all
 * @param objective the attack's objective at that step
 * @param worker who runs it
 * @param at when this was so
 */
public record JobProgress(
        int schema, String jobId, String campaignId, int step, int steps, double objective, String worker, Instant at) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;
}
