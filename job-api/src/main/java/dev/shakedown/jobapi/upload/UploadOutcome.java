package dev.shakedown.jobapi.upload;

import dev.shakedown.jobapi.problem.Problem;

/** What came of an upload. */
sealed interface UploadOutcome<T> {

    /**
     * The result-store has it.
     *
     * @param reference how campaigns refer to it
     */
    record Stored<T>(T reference) implements UploadOutcome<T> {}

    /**
     * It was not taken.
     *
     * @param problem why
     */
    record Refused<T>(Problem problem) implements UploadOutcome<T> {}
}
