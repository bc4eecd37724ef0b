package dev.shakedown.results.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the database holds a blob's bytes. Arrays of perturbations come down to 65 % (a third to two thirds of their
 * values lie at the bound), in less time than it takes to hash them; pictures are compressed already.
 */
enum BlobEncoding {
    IDENTITY,
    /** Zstandard (RFC 8878). */
    ZSTD;

    private static final String ARRAY = "application/x-npy";
    private static final int LEVEL = 1;
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
            byte[] compressed = new byte[Math.toIntExact(Zstd.compressBound(content.length()))];
            long length = Zstd.compressByteArray(
                    compressed, 0, compressed.length, content.array(), content.arrayOffset(), content.length(), LEVEL);
            if (!Zstd.isError(length) && length < MOST * content.length()) {
                return new Encoded(ZSTD, Content.of(Arrays.copyOf(compressed, Math.toIntExact(length))));
            }
        }
        return new Encoded(IDENTITY, content);
    }

    /** The bytes themselves, of what was stored; closes it when it is closed. */
    InputStream decode(InputStream stored) throws IOException {
        return this == ZSTD ? new ZstdInputStream(stored) : stored;
    }

    /**
     * Bytes as they are stored.
     *
     * @param encoding how
     * @param content encoded
     */
    record Encoded(BlobEncoding encoding, Content content) {}
}
