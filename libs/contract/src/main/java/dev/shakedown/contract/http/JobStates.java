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
}
