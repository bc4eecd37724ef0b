package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.List;
import java.util.Optional;

/**
 * A job that succeeded, as it is stored.
 *
 * @param retention which artifacts must be stored; others may be
 * @param files the bytes beside it
 */
public record SucceededJob(
        AttackRequest request, JobOutcome.Succeeded outcome, Retention retention, StoredFiles files) {

    boolean keeps(ArtifactKind kind) {
        return switch (retention) {
            case ALL -> true;
            case PERTURBATIONS ->
                switch (kind) {
                    case PERTURBATION, BLURRED, KERNEL, TOLD_KERNEL, CLEAN_OUTPUT, ATTACKED_OUTPUT -> true;
                    default -> false;
                };
            case METRICS -> false;
        };
    }

    List<JudgedEvaluation> evaluations() {
        return outcome.evaluations();
    }

    /** A job's files as the store has them, unchecked: bytes may be damaged or belong to another job. */
    public interface StoredFiles {

        /** An artifact's bytes, as the store gives them out; empty if it has none. */
        Optional<byte[]> artifact(ArtifactKind kind);

        /** The bytes of an uploaded image or kernel; empty if the store has none. */
        Optional<byte[]> upload(String sha256);
    }
}
