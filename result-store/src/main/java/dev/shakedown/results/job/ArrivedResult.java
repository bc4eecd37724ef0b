package dev.shakedown.results.job;

import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import java.util.List;

/**
 * A job's result as it came over Kafka.
 *
 * @param result the message
 * @param json the message as it was written
 */
public record ArrivedResult(AttackResult result, String json) {

    List<ArtifactRef> artifacts() {
        return result.outcome() instanceof JobOutcome.Succeeded succeeded ? succeeded.artifacts() : List.of();
    }
}
