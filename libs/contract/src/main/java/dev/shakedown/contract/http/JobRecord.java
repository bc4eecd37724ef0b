package dev.shakedown.contract.http;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job and its result, as the result-store returns them.
 *
 * @param request its request
 * @param result its result; null until the job has ended
 */
public record JobRecord(AttackRequest request, @Nullable AttackResult result) {

    /** The outcome of a job that succeeded; empty if it failed or has not ended. */
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
    public boolean judgedElsewhere() {
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
