package dev.shakedown.contract.http;

/** The state of a campaign. */
public enum CampaignState {

    /** Its jobs are being published. */
    EXPANDING,

    /** All its jobs are queued or running. */
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
