package dev.shakedown.jobapi.topic;

/** The outcome of publishing records. */
public sealed interface PublishOutcome {

    /** Why it was not published, human-readable. */
    default String reason() {
        return "";
    }

    /** The broker acknowledged every one, with all in-sync replicas. */
    record Published() implements PublishOutcome {}

    /**
     * The broker will never take one of them, however often it is sent.
     *
     * @param reason why, human-readable
     */
    record Refused(String reason) implements PublishOutcome {}

    /**
     * At least one was not acknowledged in time; it may still arrive.
     *
     * @param reason why, human-readable
     */
    record Unavailable(String reason) implements PublishOutcome {}
}
