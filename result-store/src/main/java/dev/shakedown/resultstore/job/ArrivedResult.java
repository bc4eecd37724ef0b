package dev.shakedown.resultstore.job;

import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.resultstore.database.PackedText;
import java.util.List;

/** A job's result as it was read from Kafka. */
public record ArrivedResult(AttackResult result, PackedText message) {

    /** Those that it names. */
    public List<ArtifactRef> artifacts() {
        return result.outcome() instanceof JobOutcome.Succeeded succeeded ? succeeded.artifacts() : List.of();
    }

    int retry() {
        return result.delivery().retry();
    }

    /** Whether this result replaces another one of its job, in whichever order they arrive. */
    boolean replaces(ArrivedResult other) {
        return other.result().outcome() instanceof JobOutcome.Failed && replacesFailure(other.retry());
    }

    /** A success replaces any failure; a failure replaces that of an earlier retry. */
    boolean replacesFailure(int retry) {
        return result.outcome() instanceof JobOutcome.Succeeded || retry() > retry;
    }
}
