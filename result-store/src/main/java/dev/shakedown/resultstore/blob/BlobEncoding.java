package dev.shakedown.resultstore.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * How a blob's bytes are stored. Arrays are compressed with {@link TransposedFloats}; pictures are compressed already.
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

    /** Bytes as they are stored. */
    record Encoded(BlobEncoding encoding, Content content) {}

    /**
     * A lossless code for arrays of float32. Each block of bytes is written as the first byte of every float, then
     * every second byte and so on; the whole is compressed with Zstandard (RFC 8878). Signs and exponents then lie side
     * by side, and compress well.
     */
    static final class TransposedFloats {

        private static final int BYTES = Float.BYTES;
        private static final int BLOCK = 256 * 1024;
        private static final int LEVEL = 1;

        private TransposedFloats() {}

        /** The code of the bytes of this array from an offset on. */
        static byte[] encode(byte[] array, int offset, int length) {
            byte[] transposed = new byte[length];
            for (int start = 0; start < length; start += BLOCK) {
                int block = Math.min(BLOCK, length - start);
                int floats = block / BYTES;
                for (int place = 0; place < BYTES; place++) {
                    int target = start + place * floats;
                    int source = offset + start + place;
                    for (int i = 0; i < floats; i++) {
                        transposed[target + i] = array[source + BYTES * i];
                    }
                }
                // The last block may end with a part of a float.
                int whole = floats * BYTES;
                System.arraycopy(array, offset + start + whole, transposed, start + whole, block - whole);
            }
            return Zstd.compress(transposed, LEVEL);
        }

        /** The content that this is the code of, a block at a time; closes it when it is closed. */
        static InputStream decode(InputStream coded) throws IOException {
            InputStream transposed = new ZstdInputStream(coded);
            return new PieceStream(offset -> restore(transposed.readNBytes(BLOCK)), BLOCK, transposed);
        }

        private static byte[] restore(byte[] transposed) {
            byte[] block = transposed.clone();
            int floats = block.length / BYTES;
            for (int place = 0; place < BYTES; place++) {
                for (int i = 0; i < floats; i++) {
                    block[BYTES * i + place] = transposed[place * floats + i];
                }
            }
            return block;
        }
    }
}
