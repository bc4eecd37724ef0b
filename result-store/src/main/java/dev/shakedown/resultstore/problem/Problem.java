package dev.shakedown.resultstore.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457).
 *
 * @param type stable identifier of the kind of problem
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what happened here
 * @param violations which parameters are wrong, and what would be right
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        URI type, String title, int status, @Nullable String detail, List<Violation> violations) {

    private static final String MEDIA_TYPE = "application/problem+json";
    private static final int LONGEST_VALUE = 200;

    public Problem {
        violations = List.copyOf(violations);
    }

    /**
     * A parameter that is wrong.
     *
     * @param field its name
     * @param value what was given, cut if it is long
     * @param expected what would be right
     */
    public record Violation(String field, String value, String expected) {}

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type.uri(), type.title(), type.status(), detail, List.of());
    }

    public static Problem notFound(String what, String id) {
        return of(ProblemType.NOT_FOUND, "There is no " + what + " " + cut(id));
    }

    public static Problem invalidParameter(String field, String value, String expected) {
        return invalidParameters(List.of(new Violation(field, value, expected)));
    }

    /** Several parameters that are wrong. */
    public static Problem invalidParameters(List<Violation> violations) {
        List<Violation> cut = violations.stream()
                .map(violation -> new Violation(violation.field(), cut(violation.value()), violation.expected()))
                .toList();
        String detail = cut.stream()
                .map(violation ->
                        "%s: %s: must be %s".formatted(violation.field(), violation.value(), violation.expected()))
                .collect(Collectors.joining("; "));
        ProblemType type = ProblemType.INVALID_PARAMETER;
        return new Problem(type.uri(), type.title(), type.status(), detail, cut);
    }

    /** For what has no type of its own: the HTTP status says it all. */
    static Problem ofStatus(Response.StatusType status, @Nullable String detail) {
        return new Problem(
                URI.create("about:blank"), status.getReasonPhrase(), status.getStatusCode(), detail, List.of());
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(this).build();
    }

    private static String cut(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }
}
