package dev.shakedown.models.restoration;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * A network in bfloat16 without its weights, which are those of a float32 network, rounded. So a network that is
 * shipped in both precisions has its weights in one file.
 *
 * <p>Compressed with gzip. Inside, after {@value #MAGIC}, are pieces until the end, numbers big-endian: a length (4
 * bytes) and so many bytes as they are; then a place in the float32 network's file (8 bytes) and a number of weights
 * there (4 bytes). {@code models/zoo/rounded_file.py} writes it.
 *
 * @param path the file
 * @param exact the float32 network's TorchScript file
 */
record RoundedFile(Path path, Path exact) {

    private static final String MAGIC = "rounded1";
    private static final int BITS_CUT = 16;

    /**
     * The bytes of the network's TorchScript file. The caller compares their hash.
     *
     * @throws IOException if one of the files cannot be read, or they do not go together
     */
    byte[] restored() throws IOException {
        ByteBuffer weights = ByteBuffer.wrap(Files.readAllBytes(exact)).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream whole = new ByteArrayOutputStream(weights.capacity());
        try (DataInputStream pieces =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(path))))) {
            byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
            if (!Arrays.equals(pieces.readNBytes(magic.length), magic)) {
                throw new IOException("does not begin with " + MAGIC);
            }
            for (int first = pieces.read(); first >= 0; first = pieces.read()) {
                int length = first << 24 | pieces.readUnsignedByte() << 16 | pieces.readUnsignedShort();
                requireWithin(length, Integer.MAX_VALUE);
                whole.write(pieces.readNBytes(length));
                long start = pieces.readLong();
                int count = pieces.readInt();
                requireWithin(start, weights.capacity());
                requireWithin(count, (weights.capacity() - start) / Float.BYTES);
                whole.write(rounded(weights, (int) start, count));
            }
        }
        return whole.toByteArray();
    }

    private void requireWithin(long number, long most) throws IOException {
        if (number < 0 || number > most) {
            throw new IOException("has weights that " + exact + " does not have");
        }
    }

    private static byte[] rounded(ByteBuffer weights, int start, int count) {
        ByteBuffer result = ByteBuffer.allocate(count * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            result.putShort(toBfloat16(weights.getInt(start + i * Float.BYTES)));
        }
        return result.array();
    }

    /** The nearest bfloat16 of a float32, ties to even, both as bits. Not for NaN, which no weight is. */
    static short toBfloat16(int bits) {
        int isOdd = bits >>> BITS_CUT & 1;
        return (short) (bits + 0x7FFF + isOdd >>> BITS_CUT);
    }
}
