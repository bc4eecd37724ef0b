package dev.shakedown.contract.campaign;

/**
 * How far the publishing of a round's jobs has come; it goes on from here after a crash.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param campaignId the campaign
 * @param round which of its rounds
 * @param expanded jobs, from the first on, that the brokers have or that need not be published
 * @param published those of them that workers are to run
 * @param linked those of them that had a result already
 * @param complete whether that is all
 */
public record ExpansionProgress(
        int schema, String campaignId, int round, long expanded, long published, long linked, boolean complete) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;
}
