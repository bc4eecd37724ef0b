package dev.shakedown.resultstore.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A SHA-256 digest.
 *
 * @param hex 64 digits, lower-case hexadecimal
 */
public record Sha256(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("Not a SHA-256: " + hex);
        }
    }

    /** Empty if the text is not 64 digits of lower-case hexadecimal. */
    public static Optional<Sha256> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Sha256(text)) : Optional.empty();
    }

    public static Sha256 of(byte[] bytes) {
        return Content.of(bytes).sha256();
    }

    static Sha256 of(MessageDigest digest) {
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
