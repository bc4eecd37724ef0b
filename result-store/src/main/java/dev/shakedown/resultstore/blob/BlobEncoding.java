package dev.shakedown.resultstore.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * How the database stores a blob's bytes. Arrays are compressed with {@link TransposedFloats}; pictures are compressed
 * already.
 */
enum BlobEncoding {
    IDENTITY,
    /** {@link TransposedFloats}. */
    TRANSPOSED;

    private static final String ARRAY = "application/x-npy";
    /** What saves less than this is not worth decoding. */
    private static final double MOST = 0.9;
    /** What is larger would take as much memory again. */
    private static final int LARGEST = 16 * 1024 * 1024;

    /** The name in the database. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static BlobEncoding of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The bytes as they are to be stored. */
    static Encoded encode(String mediaType, Content content) {
        if (mediaType.equals(ARRAY) && content.length() <= LARGEST) {
            byte[] coded = TransposedFloats.encode(content.array(), content.arrayOffset(), content.length());
            if (coded.length < MOST * content.length()) {
                return new Encoded(TRANSPOSED, Content.of(coded));
            }
        }
        return new Encoded(IDENTITY, content);
    }

    /** The bytes themselves, of what was stored; closes it when it is closed. */
    InputStream decode(InputStream stored) throws IOException {
        return switch (this) {
            case IDENTITY -> stored;
            case TRANSPOSED -> TransposedFloats.decode(stored);
        };
    }

    /**
     * Bytes as they are stored.
     *
     * @param encoding how
     * @param content encoded
     */
    record Encoded(BlobEncoding encoding, Content content) {}
}
