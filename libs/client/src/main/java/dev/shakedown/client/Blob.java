package dev.shakedown.client;

/** An uploaded file: its bytes and their media type. Callers must not change the bytes. */
public final class Blob {

    private final String mediaType;
    private final byte[] bytes;

    /** Wraps bytes that no longer change. */
    public Blob(String mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes;
    }

    /** Such as {@code image/png}. */
    public String mediaType() {
        return mediaType;
    }

    /** The bytes, not copied. */
    public byte[] bytes() {
        return bytes;
    }
}
