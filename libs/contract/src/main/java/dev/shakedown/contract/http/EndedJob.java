package dev.shakedown.contract.http;

/**
 * How a job ended; all its artifacts are stored.
 *
 * @param status how
 * @param retry which retry of the job ended so, from 0
 */
public record EndedJob(Status status, int retry) {

    /** How a job ended. */
    public enum Status {
        SUCCEEDED,
        FAILED
    }
}
