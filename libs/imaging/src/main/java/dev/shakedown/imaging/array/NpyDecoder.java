package dev.shakedown.imaging.array;

import java.nio.ByteBuffer;

/**
 * Reads NPY files, versions 1 to 3: float32, float64 and integers, either byte order, C or Fortran order. Pickled
 * objects and structures are refused; nothing is allocated before the header and the file's length agree.
 *
 * <p>Format: <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>.
 */
public final class NpyDecoder {

    private NpyDecoder() {}

    /**
     * Decodes a file. float32 comes back as a {@link FloatArray}, bit for bit; everything else as a
     * {@link DoubleArray}. Fortran order is turned into C order.
     *
     * @param file the bytes of an NPY file
     * @param maxElements greatest number of elements that is accepted
     */
    public static NpyDecoding decode(byte[] file, int maxElements) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(file);
            NpyHeader header = NpyHeader.parse(buffer, maxElements);
            long expected = (long) header.shape().elements() * header.element().bytes();
            if (buffer.remaining() != expected) {
                throw new UnreadableArrayException(
                        "%d bytes follow the NPY header".formatted(buffer.remaining()),
                        "%d bytes for shape %s".formatted(expected, header.shape()));
            }
            return new NpyDecoding.Decoded(read(header, buffer.order(header.order())));
        } catch (UnreadableArrayException e) {
            return e.toRefused();
        }
    }

    private static NpyArray read(NpyHeader header, ByteBuffer buffer) {
        int elements = header.shape().elements();
        int[] places = header.fortranOrder() ? fortranPlaces(header.shape()) : new int[0];
        if (header.element() == NumberType.FLOAT32) {
            float[] values = new float[elements];
            for (int i = 0; i < elements; i++) {
                values[header.fortranOrder() ? places[i] : i] = buffer.getFloat();
            }
            return FloatArray.owning(header.shape(), values);
        }
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[header.fortranOrder() ? places[i] : i] = header.element().read(buffer);
        }
        return DoubleArray.owning(header.shape(), values);
    }

    /** For every element of the file, in which the first index runs fastest, its place in row-major order. */
    private static int[] fortranPlaces(Shape shape) {
        int dimensions = shape.dimensions();
        int[] strides = new int[dimensions];
        int stride = 1;
        for (int d = dimensions - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= Math.max(1, shape.side(d));
        }
        int[] places = new int[shape.elements()];
        int[] index = new int[dimensions];
        int place = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = place;
            for (int d = 0; d < dimensions; d++) {
                place += strides[d];
                if (++index[d] < shape.side(d)) {
                    break;
                }
                place -= strides[d] * shape.side(d);
                index[d] = 0;
            }
        }
        return places;
    }
}
