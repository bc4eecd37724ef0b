package dev.shakedown.resultstore.job;

import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.resultstore.database.PackedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's result as it came over Kafka.
 *
 * @param result the message
 * @param json the message as it was written, if SQL has to read it; otherwise null
 * @param message the message as it was written, if nobody has to; otherwise null
 */
public record ArrivedResult(
        AttackResult result,
        @Nullable String json,
        @Nullable PackedText message) {

    /** A result, and the message as it was written. */
    public static ArrivedResult of(AttackResult result, String json) {
        // Then only the request says which network is meant, and SQL reads the numbers once that has come.
        boolean namesNoJudge = result.outcome() instanceof JobOutcome.Succeeded success
                && success.evaluations().isEmpty();
        return namesNoJudge
                ? new ArrivedResult(result, json, null)
                : new ArrivedResult(result, null, PackedText.of(json));
    }

    /** Whether the result says which networks its numbers are of. */
    public boolean namesItsJudges() {
        return message != null;
    }

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
