package dev.shakedown.contract.campaign;

import java.time.Instant;

/**
 * What an idempotency key was used for.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param documentSha256 SHA-256 of the document's bytes, lower-case hexadecimal
 * @param campaignId the campaign that it is
 * @param at when it was first submitted
 */
public record KeyedSubmission(int schema, String documentSha256, String campaignId, Instant at) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;
}
