package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.contract.job.JobOutcome;

/** The result of preparing a job: it is ready, or it has failed before its first step. */
sealed interface PreparationResult {

    /** Ready to run. */
    record Ready(PreparedJob job) implements PreparationResult {}

    /** Cannot be run. */
    record Impossible(JobOutcome.Failed failure) implements PreparationResult {}
}
