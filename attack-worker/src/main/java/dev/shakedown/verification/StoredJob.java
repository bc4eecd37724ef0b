package dev.shakedown.verification;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.List;

/**
 * A job that succeeded, as it is stored.
 *
 * @param request what was asked for
 * @param outcome what is said to have come of it
 * @param files the bytes beside it
 */
public record StoredJob(AttackRequest request, JobOutcome.Succeeded outcome, StoredFiles files) {

    /** The numbers on every judge. An older result names no judge, and means the network under attack. */
    List<JudgedEvaluation> evaluations() {
        return outcome.evaluations().isEmpty()
                ? List.of(new JudgedEvaluation(request.network(), outcome.evaluation()))
                : outcome.evaluations();
    }
}
