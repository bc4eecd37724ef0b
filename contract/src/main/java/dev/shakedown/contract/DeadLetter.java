package dev.shakedown.contract;

import java.time.Instant;

/**
 * A record that no worker could turn into a result, kept with the reason.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param topic the topic that the record was read from
 * @param partition its partition
 * @param offset its offset
 * @param value the record's value as text, whole
 * @param reason what was wrong with it, for a person
 * @param since when it was given up
 */
public record DeadLetter(
        int schema, String topic, int partition, long offset, String value, String reason, Instant since) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;
}
