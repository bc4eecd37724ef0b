package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.http.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with one document. Remembers the first hundred, each once, and counts the rest. */
public final class Violations {

    private static final int REMEMBERED = 100;
    private static final int LONGEST_VALUE = 100;

    private final List<Violation> first = new ArrayList<>();
    private int found;

    /** Notes that the value at a path is wrong. */
    public void add(String path, @Nullable JsonNode value, String expected) {
        add(path, value == null || value.isNull() || value.isMissingNode() ? null : shown(value), expected);
    }

    /** Notes that the value at a path is wrong; {@code value} is null if it is missing. */
    public void add(String path, @Nullable String value, String expected) {
        Violation violation = new Violation(shortened(path), value == null ? null : shortened(value), expected);
        if (first.contains(violation)) {
            return;
        }
        found++;
        if (first.size() < REMEMBERED) {
            first.add(violation);
        }
    }

    /** Whether nothing is wrong. */
    public boolean none() {
        return found == 0;
    }

    /** How many were noted. */
    public int found() {
        return found;
    }

    /** Those remembered, in the order in which they were noted. */
    public List<Violation> first() {
        return List.copyOf(first);
    }

    private static String shown(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_VALUE
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_VALUE)) + "...";
    }
}
