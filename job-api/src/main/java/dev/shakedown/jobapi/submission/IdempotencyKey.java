package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a client calls one submission, so that it may send it again when it does not know whether it arrived. Clients
 * cannot meet each other's keys.
 *
 * @param client whose key it is
 * @param value 1 to 200 printable ASCII characters
 */
public record IdempotencyKey(String client, String value) {

    /** The HTTP header. */
    public static final String HEADER = "Idempotency-Key";

    static final String EXPECTED = "1 to 200 printable ASCII characters";

    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,200}");

    /** Reads a client's header; empty if it is not valid. */
    static Optional<IdempotencyKey> of(String client, String header) {
        return FORM.matcher(header).matches() ? Optional.of(new IdempotencyKey(client, header)) : Optional.empty();
    }

    /** The key of the record that says what it is used for. A key has no line break, so two cannot look alike. */
    String record() {
        return Sha256.hex((client + "\n" + value).getBytes(StandardCharsets.UTF_8));
    }
}
