package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.Admission;
import dev.shakedown.attackworker.delivery.Delivered;
import java.time.Instant;

/**
 * A job in a leg.
 *
 * @param job what runs
 * @param admission what came before
 * @param legEnds when it is to leave with its state
 */
record Begun(PreparedJob job, Admission.Run admission, Instant legEnds) {

    Delivered delivered() {
        return job.delivered();
    }
}
