package dev.shakedown.results.blob;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes in memory that nobody changes any more; equal by value. Takes over the array that it is given. */
public final class Content {

    private final byte[] bytes;

    public Content(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The array itself, to be read only. */
    public byte[] bytes() {
        return bytes;
    }

    public Sha256 sha256() {
        return Sha256.of(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Content content && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
