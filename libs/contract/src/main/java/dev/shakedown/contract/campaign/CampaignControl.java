package dev.shakedown.contract.campaign;

import java.time.Instant;

/**
 * What workers shall do with a campaign's jobs. Requests of abandoned rounds are not started; a client that resumes the
 * campaign starts another round of all jobs that have not ended.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param campaignId the campaign
 * @param state what becomes of jobs of the abandoned rounds that have begun
 * @param abandoned the last round whose requests are no longer begun; -1 if none is abandoned
 * @param at time of the request
 */
public record CampaignControl(int schema, String campaignId, State state, int abandoned, Instant at) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    /** What becomes of jobs that have begun. */
    public enum State {
        /** They go on. */
        ACTIVE,
        /** They stop after the step under way and keep their state. */
        PAUSED,
        /** They stop after the step under way, for good. */
        CANCELLED
    }
}
