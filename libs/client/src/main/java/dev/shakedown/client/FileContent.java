package dev.shakedown.client;

import dev.shakedown.contract.Sha256;

/** The bytes of a file and its media type. Callers must not change the bytes. */
public final class FileContent {

    private final String mediaType;
    private final byte[] bytes;

    /** Wraps bytes that no longer change. */
    public FileContent(String mediaType, byte[] bytes) {
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

    /** SHA-256 of the bytes, lower-case hexadecimal. */
    public String sha256() {
        return Sha256.hex(bytes);
    }

    /** What files of this type end in, with the dot. */
    public String ending() {
        return switch (mediaType) {
            case "image/png" -> ".png";
            case "image/jpeg" -> ".jpg";
            case "application/x-npy" -> ".npy";
            default -> "";
        };
    }
}
