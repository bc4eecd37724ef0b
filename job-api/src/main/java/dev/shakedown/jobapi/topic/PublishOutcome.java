package dev.shakedown.jobapi.topic;

import dev.shakedown.service.messaging.RefusedRecord;

/** The outcome of publishing records. */
public sealed interface PublishOutcome {

    /** Why it was not published, human-readable. */
    default String reason() {
        return "";
    }

    /** The broker acknowledged every one, with all in-sync replicas. */
    record Published() implements PublishOutcome {}

    /**
     * Kafka refuses one of them, however often it is sent.
     *
     * @param code a stable word for programs, as in {@link RefusedRecord}
     * @param reason why, and the setting to change
     * @param topic that refuses it
     * @param bytes of the record, about
     */
    record Refused(String code, String reason, String topic, long bytes) implements PublishOutcome {

        /** Whether another record than this one is taken: its size or its content is at fault, not the topic. */
        public boolean isOfThisRecord() {
            return !code.equals(RefusedRecord.UNKNOWN_TOPIC) && !code.equals(RefusedRecord.NOT_AUTHORIZED);
        }

        /** Whether a record to a topic is refused for the same reason. */
        public boolean alsoRefuses(String other, long otherBytes) {
            return other.equals(topic) && (!code.equals(RefusedRecord.TOO_LARGE) || otherBytes >= bytes);
        }
    }

    /**
     * At least one was not acknowledged in time; it may still arrive.
     *
     * @param reason why, human-readable
     */
    record Unavailable(String reason) implements PublishOutcome {}
}
