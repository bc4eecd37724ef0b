package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Immutable bytes in memory; equal by value. A view of the buffer that it is given, which may be the one that they were
 * received in: they can be large, and a copy is what there may be no room for.
 */
public final class Content {

    private final ByteBuffer bytes;

    /** The bytes from the buffer's position to its limit; the buffer must have an array. */
    public Content(ByteBuffer bytes) {
        this.bytes = bytes.slice();
    }

    public static Content of(byte[] bytes) {
        return new Content(ByteBuffer.wrap(bytes));
    }

    /** These bytes in one piece, a copy. */
    public static Content join(List<Content> pieces) {
        ByteBuffer whole =
                ByteBuffer.allocate(pieces.stream().mapToInt(Content::length).sum());
        pieces.forEach(piece -> whole.put(piece.bytes.duplicate()));
        return new Content(whole.flip());
    }

    /** So many of these bytes from an offset on, without a copy. */
    public Content part(int offset, int length) {
        return new Content(bytes.duplicate().position(offset).limit(offset + length));
    }

    public int length() {
        return bytes.remaining();
    }

    public InputStream stream() {
        return new ByteArrayInputStream(bytes.array(), bytes.arrayOffset(), length());
    }

    /** The array that holds the bytes, from {@link #arrayOffset} on; not to be changed. */
    byte[] array() {
        return bytes.array();
    }

    int arrayOffset() {
        return bytes.arrayOffset();
    }

    /** A copy of the bytes. */
    byte[] bytes() {
        byte[] copy = new byte[length()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /**
     * The bytes as UTF-8.
     *
     * @throws CharacterCodingException if they are not
     */
    public String text() throws CharacterCodingException {
        String text = new String(bytes.array(), bytes.arrayOffset(), length(), StandardCharsets.UTF_8);
        // The quick way replaces malformed bytes by that character without an error.
        return text.indexOf('\uFFFD') < 0
                ? text
                : StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate()).toString();
    }

    public Sha256 sha256() {
        MessageDigest digest = Sha256.newDigest();
        digest.update(bytes.duplicate());
        return Sha256.of(digest);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Content content && bytes.equals(content.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return length() + " bytes";
    }
}
