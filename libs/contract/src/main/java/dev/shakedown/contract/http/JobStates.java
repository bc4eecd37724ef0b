package dev.shakedown.contract.http;

import java.util.Map;

/**
 * The states of jobs.
 *
 * @param ended by job id, those of the request that have ended
 */
public record JobStates(Map<String, EndedJob> ended) {

    public JobStates {
        ended = Map.copyOf(ended);
    }

    /**
     * How a job ended; all its artifacts are stored.
     *
     * @param status how
     * @param retry which retry of the job ended so, from 0
     * @param askedAgain whether the result-store has the request for a later retry
     */
    public record EndedJob(Status status, int retry, boolean askedAgain) {

        /** How a job ended. */
        public enum Status {
            SUCCEEDED,
            FAILED
        }
    }
}
