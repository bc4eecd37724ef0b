package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import java.time.Instant;

/**
 * A job in a leg.
 *
 * @param job what runs
 * @param admission what came before
 * @param legEnds when it is to leave with its state
 */
public record RunningJob(PreparedJob job, AdmissionDecision.Run admission, Instant legEnds) {

    public DeliveredRequest delivered() {
        return job.delivered();
    }
}
