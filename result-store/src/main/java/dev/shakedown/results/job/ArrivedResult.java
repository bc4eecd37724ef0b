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

    int retry() {
        return result.delivery().retry();
    }

    /** Whether this result takes the place of another one of its job, in whichever order they come. */
    boolean replaces(ArrivedResult other) {
        return other.result().outcome() instanceof JobOutcome.Failed && replacesFailure(other.retry());
    }

    /** A success takes the place of any failure, a failure that of an earlier retry's. */
    boolean replacesFailure(int retry) {
        return result.outcome() instanceof JobOutcome.Succeeded || retry() > retry;
    }
}
