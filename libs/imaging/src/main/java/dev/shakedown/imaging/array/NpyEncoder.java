package dev.shakedown.imaging.array;

import dev.shakedown.imaging.array.NpyDecoder.NpyHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes arrays as NPY files, version 1.0, little-endian, in C order: the bytes that {@code numpy.save} writes.
 *
 * <p>Format: <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>.
 */
public final class NpyEncoder {

    /** The header, with everything before it, ends at a multiple of this. */
    private static final int ALIGNMENT = 64;

    private static final int PREFIX = NpyHeader.MAGIC.length() + 4;

    private NpyEncoder() {}

    /** The bytes of an NPY file with element type {@code <f4} or {@code <f8}. */
    public static byte[] encode(NpyArray array) {
        int itemSize = array instanceof FloatArray ? Float.BYTES : Double.BYTES;
        byte[] header = header("<f" + itemSize, array.shape());
        long size = header.length + (long) itemSize * array.shape().elements();
        ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        file.put(header);
        if (array instanceof FloatArray floats) {
            file.asFloatBuffer().put(floats.toFloats());
        } else {
            file.asDoubleBuffer().put(array.toDoubles());
        }
        return file.array();
    }

    private static byte[] header(String descr, Shape shape) {
        String fields = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape);
        int unpadded = PREFIX + fields.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        String padded = fields + " ".repeat(padding) + "\n";
        return ByteBuffer.allocate(PREFIX + padded.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(NpyHeader.MAGIC.getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII))
                .array();
    }
}
