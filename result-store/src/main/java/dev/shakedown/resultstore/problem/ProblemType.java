package dev.shakedown.resultstore.problem;

import java.net.URI;

/** The kinds of problem that this service reports, as docs/http.md lists them. */
public enum ProblemType {
    NOT_FOUND("not-found", 404, "There is no such thing"),
    HASH_MISMATCH("hash-mismatch", 422, "The bytes do not have the SHA-256 in the address"),
    INVALID_PARAMETER("invalid-parameter", 400, "A parameter makes no sense"),
    TOO_LARGE("too-large", 413, "The body is too large"),
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, "The file does not have that part"),
    UNAUTHENTICATED("unauthenticated", 401, "A valid token is needed"),
    FORBIDDEN("forbidden", 403, "The token does not allow this"),
    TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
    UNAVAILABLE("unavailable", 503, "PostgreSQL does not answer");

    private final URI uri;
    private final int status;
    private final String title;

    ProblemType(String word, int status, String title) {
        this.uri = URI.create("urn:shakedown:problem:" + word);
        this.status = status;
        this.title = title;
    }

    URI uri() {
        return uri;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }
}
