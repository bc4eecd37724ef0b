package dev.shakedown.client;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.List;
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

    /**
     * The numbers on every judge of a job that succeeded, the first one's first; empty if it failed or has not ended.
     */
    public List<JudgedEvaluation> evaluations() {
        return success().map(JobOutcome.Succeeded::evaluations).orElse(List.of());
    }

    /** Whether the job has numbers on another network than the one under attack. */
    public boolean isJudgedElsewhere() {
        return evaluations().stream()
                .anyMatch(judged -> judged.image() != null || !judged.judge().equals(request.network()));
    }

    /** Why a job failed; empty if it did not. */
    public Optional<JobOutcome.Failed> failure() {
        return result != null && result.outcome() instanceof JobOutcome.Failed failed
                ? Optional.of(failed)
                : Optional.empty();
    }

    /** The judge and, for a companion of a universal perturbation, the image that it judged on. */
    public static String judge(JudgedEvaluation judged) {
        return judged.image() == null ? judged.judge().id() : judged.judge().id() + " on " + judged.image();
    }
}
