package dev.shakedown.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that no worker could turn into a result, kept with the reason.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param jobId the job that the record asks for; null if that cannot be read
 * @param campaignId the campaign that asks for it; null if that cannot be read
 * @param topic the topic that the record was read from
 * @param partition its partition
 * @param offset its offset
 * @param value the record's value as text, whole
 * @param code a stable word for programs, as in {@code JobOutcome.Failed}; {@code unreadable} if there is no job
 * @param reason what was wrong with it, for a person
 * @param since when it was given up
 */
public record DeadLetter(
        int schema,
        @Nullable String jobId,
        @Nullable String campaignId,
        String topic,
        int partition,
        long offset,
        String value,
        String code,
        String reason,
        Instant since) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    /** The code of a record in which no job can be read. */
    public static final String UNREADABLE = "unreadable";

    /** The Kafka header of a record whose value is an {@code AttackResult} instead. The header's value is empty. */
    public static final String RESULT_HEADER = "result";

    /** A record in which no job can be read. */
    public static DeadLetter unreadable(
            String topic, int partition, long offset, String value, String reason, Instant since) {
        return new DeadLetter(SCHEMA, null, null, topic, partition, offset, value, UNREADABLE, reason, since);
    }
}
