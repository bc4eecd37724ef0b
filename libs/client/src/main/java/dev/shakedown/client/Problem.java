package dev.shakedown.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457) as the services answer with.
 *
 * @param type stable URN of the kind of problem
 * @param title one line for people
 * @param status the HTTP status
 * @param detail what happened this time
 * @param violations the fields that are wrong, where the problem is a document's
 */
public record Problem(
        @Nullable String type,
        String title,
        int status,
        @Nullable String detail,
        List<Violation> violations) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public Problem {
        violations = violations == null ? List.of() : List.copyOf(violations);
    }

    /**
     * One field that is wrong.
     *
     * @param field its path, such as {@code attacks[0].steps}
     * @param value what it says
     * @param expected what would be right
     */
    public record Violation(
            String field, @Nullable String value, @Nullable String expected) {

        /** The violation in one line. */
        public String line() {
            StringBuilder line = new StringBuilder(field);
            if (value != null && !value.isEmpty()) {
                line.append(": ").append(value);
            }
            if (expected != null) {
                line.append(": must be ").append(expected);
            }
            return line.toString();
        }
    }

    /** The problem for people: a line for each violation, or else one line. */
    public List<String> lines() {
        if (!violations.isEmpty()) {
            return violations.stream().map(Violation::line).toList();
        }
        return List.of(detail == null ? title : detail);
    }

    /** Whether sending the same thing again would be refused again. */
    public boolean isCallersMistake() {
        return status >= 400 && status < 500;
    }
}
