package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.List;

/**
 * A job that succeeded, as it is stored.
 *
 * @param request the request
 * @param outcome what is said to have come of it
 * @param retention which artifacts must be stored; others may be
 * @param files the bytes beside it
 */
public record SucceededJob(
        AttackRequest request, JobOutcome.Succeeded outcome, Retention retention, StoredFiles files) {

    /** Whether an artifact must be stored. */
    boolean keeps(ArtifactKind kind) {
        return switch (retention) {
            case ALL -> true;
            case PERTURBATIONS ->
                kind == ArtifactKind.PERTURBATION || kind == ArtifactKind.BLURRED || kind == ArtifactKind.KERNEL;
            case METRICS -> false;
        };
    }

    /** The numbers on every judge. */
    List<JudgedEvaluation> evaluations() {
        return outcome.evaluations();
    }
}
