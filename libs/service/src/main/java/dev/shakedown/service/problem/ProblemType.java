package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.http.Violation;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of problem, each with its stable URI, its HTTP status and its title. docs/http.md lists them. */
public enum ProblemType {

    /** The campaign document can be read, but some of its fields are invalid. */
    INVALID_CAMPAIGN("invalid-campaign", 422, "The campaign is not valid"),

    /** The document is not YAML or JSON, too large, too deeply nested, or has aliases. */
    UNREADABLE_DOCUMENT("unreadable-document", 400, "The document cannot be read"),

    /** The file is not an image that can be attacked. */
    INVALID_IMAGE("invalid-image", 422, "The image is not valid"),

    /** The file is not a usable blur kernel. */
    INVALID_KERNEL("invalid-kernel", 422, "The kernel is not valid"),

    /** The file is no bundle, or does not agree with its own manifest. */
    INVALID_BUNDLE("invalid-bundle", 422, "The bundle is not valid"),

    HASH_MISMATCH("hash-mismatch", 422, "The bytes do not have the SHA-256 in the address"),

    /** The body exceeds the limit. */
    TOO_LARGE("too-large", 413, "The body is too large"),

    /** The client sent its body too slowly. */
    BODY_TIMEOUT("body-timeout", 408, "The body did not arrive in time"),

    /** Nothing has this id or address. */
    NOT_FOUND("not-found", 404, "Not found"),

    /** The campaign's state does not allow the action. */
    CONFLICT("conflict", 409, "Not possible in this state"),

    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The idempotency key was used for another document"),

    /** A query parameter, header or small JSON body is invalid. */
    INVALID_PARAMETER("invalid-parameter", 400, "A parameter is not valid"),

    /** The file does not have the requested range of bytes. */
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, "The file does not have that part"),

    /** The call needs a token, and none can be verified. */
    UNAUTHENTICATED("unauthenticated", 401, "A valid token is needed"),

    /** The token does not have the role that the call needs. */
    FORBIDDEN("forbidden", 403, "The token does not allow this"),

    /** A page of another site, or a name of another machine, at a service that needs no token. */
    FOREIGN_CALLER("foreign-caller", 403, "Only this machine's own pages and programs may call"),

    /** The client has sent too many uploads and submissions. */
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),

    /** Kafka, PostgreSQL, the bucket or the result-store does not answer. */
    UNAVAILABLE("unavailable", 503, "Temporarily unavailable");

    private static final int LONGEST_VALUE = 200;

    private final URI uri;
    private final int status;
    private final String title;

    ProblemType(String word, int status, String title) {
        this.uri = URI.create("urn:shakedown:problem:" + word);
        this.status = status;
        this.title = title;
    }

    /** A problem of this type. */
    public Problem problem(String detail) {
        return problem(detail, List.of());
    }

    /** A problem of this type with fields to name. */
    public Problem problem(String detail, List<Violation> violations) {
        return new Problem(uri, title, status, detail, violations);
    }

    /** A parameter that is wrong; {@code value} is null if it is missing. */
    public static Problem invalidParameter(String field, @Nullable String value, String expected) {
        return invalidParameters(List.of(new Violation(field, value, expected)));
    }

    /** Parameters that are wrong. */
    public static Problem invalidParameters(List<Violation> violations) {
        List<Violation> shortened =
                violations.stream().map(ProblemType::shortened).toList();
        return INVALID_PARAMETER.problem(
                shortened.stream().map(Violation::line).collect(Collectors.joining("; ")), shortened);
    }

    /** An id of which nothing is known. */
    public static Problem notFound(String what, String id) {
        return NOT_FOUND.problem("There is no %s %s".formatted(what, shortened(id)));
    }

    private static Violation shortened(Violation whole) {
        String value = whole.value();
        return value == null ? whole : new Violation(whole.field(), shortened(value), whole.expected());
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "...";
    }
}
