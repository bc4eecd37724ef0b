package dev.shakedown.resultstore.blob;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * How the database holds a blob's bytes. In an array of a perturbation a third to two thirds of the values lie at the
 * bound, which {@link WordCode} makes use of in about half the time that Zstandard takes; pictures are compressed
 * already.
 */
enum BlobEncoding {
    IDENTITY,
    /** Zstandard (RFC 8878): how arrays were kept before. */
    ZSTD,
    /** {@link WordCode}. */
    WORDS;

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
            byte[] coded = WordCode.encode(content.array(), content.arrayOffset(), content.length());
            if (coded.length < MOST * content.length()) {
                return new Encoded(WORDS, Content.of(coded));
            }
        }
        return new Encoded(IDENTITY, content);
    }

    /** The bytes themselves, of what was stored; closes it when it is closed. */
    InputStream decode(InputStream stored) throws IOException {
        return switch (this) {
            case IDENTITY -> stored;
            case ZSTD -> new ZstdInputStream(stored);
            case WORDS -> WordCode.decode(stored);
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
