package dev.shakedown.contract.http;

import org.jspecify.annotations.Nullable;

/**
 * One field or parameter that is wrong.
 *
 * @param field its path, such as {@code attacks[1].steps}
 * @param value what was given, shortened if it is long; null if nothing was
 * @param expected what would be right, so that "must be ..." reads well
 */
public record Violation(String field, @Nullable String value, String expected) {

    /** One line: the field, its value if it has one, and what it must be. */
    public String line() {
        return value == null || value.isEmpty()
                ? "%s: must be %s".formatted(field, expected)
                : "%s: %s: must be %s".formatted(field, value, expected);
    }
}
