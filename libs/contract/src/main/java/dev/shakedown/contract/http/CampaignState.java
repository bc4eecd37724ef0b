package dev.shakedown.contract.http;

/** The state of a campaign. */
public enum CampaignState {

    /** None of its jobs is with the workers yet. */
    EXPANDING,

    /** Its jobs are published while workers have room for them, and run. */
    RUNNING,

    /** Workers leave its jobs alone until it is resumed. */
    PAUSED,

    /** Workers leave its jobs alone for good, unless it is retried. */
    CANCELLED,

    /** All its jobs have ended. */
    FINISHED;

    /** Whether nothing changes unless the campaign is retried. */
    public boolean ended() {
        return this == CANCELLED || this == FINISHED;
    }
}
