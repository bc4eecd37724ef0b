package dev.shakedown.jobapi.problem;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what the caller sent.
 *
 * @param field where, as a path such as {@code attacks[1].steps}
 * @param value what was there, shortened; null if nothing was
 * @param expected what would be right, such that "must be ..." reads well
 */
public record Violation(String field, @Nullable String value, String expected) {

    /** One line for people. */
    public String inWords() {
        return "%s: %s: must be %s".formatted(field, value == null ? "missing" : value, expected);
    }
}
