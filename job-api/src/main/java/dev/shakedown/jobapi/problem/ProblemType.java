package dev.shakedown.jobapi.problem;

import java.net.URI;

/** Kinds of refusal, each with its stable URI, its title and its HTTP status. */
public enum ProblemType {
    /** The document parses but says something that makes no sense. */
    INVALID_CAMPAIGN("invalid-campaign", "The campaign is not valid", 422),
    /** Not YAML or JSON, too large, too deeply nested, or with aliases. */
    UNREADABLE_DOCUMENT("unreadable-document", "The document cannot be read", 400),
    /** Not an image that we take. */
    INVALID_IMAGE("invalid-image", "The image is not valid", 422),
    /** Not a kernel that we take. */
    INVALID_KERNEL("invalid-kernel", "The kernel is not valid", 422),
    /** The body is larger than the limit. */
    TOO_LARGE("too-large", "The body is too large", 413),
    /** No such thing. */
    NOT_FOUND("not-found", "Not found", 404),
    /** What is asked for cannot be done in the present state. */
    CONFLICT("conflict", "Not possible in this state", 409),
    /** The idempotency key was used for another document. */
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", "The idempotency key was used for another document", 422),
    /** A query parameter or header makes no sense. */
    INVALID_PARAMETER("invalid-parameter", "A parameter is not valid", 400),
    /** The call needs a token, and there is none that can be verified. */
    UNAUTHENTICATED("unauthenticated", "A valid token is needed", 401),
    /** The token does not have the role that the call needs. */
    FORBIDDEN("forbidden", "The token does not allow this", 403),
    /** The client has sent too many uploads and submissions. */
    TOO_MANY_REQUESTS("too-many-requests", "Too many requests", 429),
    /** Kafka or the result-store does not answer. */
    UNAVAILABLE("unavailable", "Temporarily unavailable", 503);

    private final URI uri;
    private final String title;
    private final int status;

    ProblemType(String name, String title, int status) {
        this.uri = URI.create("urn:shakedown:problem:" + name);
        this.title = title;
        this.status = status;
    }

    /** The stable URI that programs look at. */
    public URI uri() {
        return uri;
    }

    /** The same short sentence for every problem of this type. */
    public String title() {
        return title;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
