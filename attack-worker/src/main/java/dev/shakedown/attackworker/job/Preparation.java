package dev.shakedown.attackworker.job;

import dev.shakedown.contract.job.JobOutcome;

/** What came of preparing a job: it is ready, or it has failed before its first step. */
sealed interface Preparation {

    /** Ready to run. */
    record Ready(PreparedJob job) implements Preparation {}

    /** Cannot be run. */
    record Impossible(JobOutcome.Failed failure) implements Preparation {}
}
