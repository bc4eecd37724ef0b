package dev.shakedown.contract.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457): why a request was refused.
 *
 * @param type stable URI of the kind of problem; {@code about:blank} where the status says it all
 * @param title the kind of problem in one line
 * @param status the HTTP status
 * @param detail what happened this time; absent where the title says it all
 * @param violations each field or parameter that is wrong; absent where the detail says it all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        URI type, String title, int status, @Nullable String detail, List<Violation> violations) {

    /** The type of a problem of which no more is known than its status. */
    public static final URI NO_TYPE = URI.create("about:blank");

    /** Media type of problem documents. */
    public static final String MEDIA_TYPE = "application/problem+json";

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public Problem {
        type = type == null ? NO_TYPE : type;
        violations = violations == null ? List.of() : List.copyOf(violations);
    }

    /** A problem of which no more is known than its status. */
    public static Problem ofStatus(int status, String title) {
        return new Problem(NO_TYPE, title, status, null, List.of());
    }

    /** Human-readable: a line for each violation, or else one line. */
    public List<String> lines() {
        if (!violations.isEmpty()) {
            return violations.stream().map(Violation::line).toList();
        }
        return List.of(detail == null ? title : detail);
    }

    /** Whether the same request would be refused again. */
    public boolean callersMistake() {
        return status >= 400 && status < 500;
    }
}
