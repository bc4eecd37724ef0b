package dev.shakedown.resultstore.blob;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A lossless code for arrays of float32. Each block of bytes is written as the first byte of every float, then every
 * second byte and so on; the whole is compressed with Zstandard (RFC 8878). Signs and exponents then lie side by side,
 * and compress well.
 */
final class TransposedFloats {

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
        return new PieceStream(offset -> restore(transposed.readNBytes(BLOCK)), transposed);
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
