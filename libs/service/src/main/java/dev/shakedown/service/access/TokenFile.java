package dev.shakedown.service.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds the token to send, and is read again when it has changed, so that tokens can be rotated while a
 * service runs. While a changed file cannot be read, the token before it is used. Thread-safe.
 */
public final class TokenFile {

    /** RFC 6750, section 2.1. A message about anything else must not show it: it may be a token with a stray byte. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final String key;
    private final Path path;
    private @Nullable Version version;

    /** What was read, and of which state of the file. */
    private record Version(Object time, long size, @Nullable Object file, String token) {

        boolean isOf(BasicFileAttributes now) {
            return time.equals(now.lastModifiedTime()) && size == now.size() && Objects.equals(file, now.fileKey());
        }
    }

    /**
     * Nothing is read yet.
     *
     * @param key the setting that names the file, for messages
     */
    public TokenFile(String key, Path path) {
        this.key = key;
        this.path = path;
    }

    /** Whether this may be sent as a token. */
    public static boolean isToken(String text) {
        return FORM.matcher(text).matches();
    }

    /** The header's value. */
    public String authorization() {
        return "Bearer " + token();
    }

    /**
     * The token that the file holds now.
     *
     * @throws IllegalStateException if there never was one
     */
    public synchronized String token() {
        Version known = version;
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            if (known != null && known.isOf(now)) {
                return known.token();
            }
            String text = Files.readString(path).strip();
            if (isToken(text)) {
                version = new Version(now.lastModifiedTime(), now.size(), now.fileKey(), text);
                return text;
            }
        } catch (IOException e) {
            if (known == null) {
                throw new IllegalStateException(refusal(), e);
            }
        }
        if (known == null) {
            throw new IllegalStateException(refusal());
        }
        return known.token();
    }

    private String refusal() {
        return "%s: %s: must be a file that can be read and holds one token and nothing else".formatted(key, path);
    }
}
