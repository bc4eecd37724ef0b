package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import java.time.Instant;

/**
 * A prepared job that may take a slot.
 *
 * @param job what is to run
 * @param admission what came before
 * @param alone whether no other job is to be in its batch
 * @param announced whether the brokers know that its leg begins
 */
public record ReadyJob(PreparedJob job, AdmissionDecision.Run admission, boolean alone, boolean announced) {

    public DeliveredRequest delivered() {
        return job.delivered();
    }

    /** The job in a slot. */
    public RunningJob until(Instant legEnds) {
        return new RunningJob(job, admission, legEnds);
    }
}
