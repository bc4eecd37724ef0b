package dev.shakedown.jobapi.store;

/**
 * A job that has ended, with all its artifacts.
 *
 * @param status how
 * @param retry which time it was asked for, as in {@code Delivery}
 */
public record EndedJob(Status status, int retry) {

    /** How a job ended. */
    public enum Status {
        SUCCEEDED,
        FAILED
    }
}
