package dev.shakedown.local.client;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job as the result-store tells it.
 *
 * @param request what was asked
 * @param result how it ended; null while it has not
 */
public record JobRecord(AttackRequest request, @Nullable AttackResult result) {

    /** What a job that ended well left behind; empty if it failed or has not ended. */
    public Optional<JobOutcome.Succeeded> success() {
        return result != null && result.outcome() instanceof JobOutcome.Succeeded succeeded
                ? Optional.of(succeeded)
                : Optional.empty();
    }

    /** Why a job failed; empty if it did not. */
    public Optional<JobOutcome.Failed> failure() {
        return result != null && result.outcome() instanceof JobOutcome.Failed failed
                ? Optional.of(failed)
                : Optional.empty();
    }
}
