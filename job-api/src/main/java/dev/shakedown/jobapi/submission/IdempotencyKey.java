package dev.shakedown.jobapi.submission;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client calls one submission, so that it may send it again when it does not know whether it arrived.
 *
 * @param value 1 to 200 printable ASCII characters
 */
public record IdempotencyKey(String value) {

    /** The HTTP header. */
    public static final String HEADER = "Idempotency-Key";

    static final String EXPECTED = "1 to 200 printable ASCII characters";

    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,200}");

    /** Reads a header; empty if it is not valid. */
    static Optional<IdempotencyKey> of(String header) {
        return FORM.matcher(header).matches() ? Optional.of(new IdempotencyKey(header)) : Optional.empty();
    }
}
