package dev.shakedown.imaging.array;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            buffer.asFloatBuffer().get(values);
            if (header.fortranOrder()) {
                float[] inFile = values.clone();
                for (int i = 0; i < elements; i++) {
                    values[places[i]] = inFile[i];
                }
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

    /** What the header of an NPY file says, before any of its numbers is read. */
    record NpyHeader(NumberType element, ByteOrder order, boolean fortranOrder, Shape shape) {

        static final String MAGIC = "\u0093NUMPY";

        private static final int MAX_HEADER_BYTES = 1 << 16;
        private static final int MAX_DIMENSIONS = 32;
        private static final Pattern DESCR = Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]{1,16})['\"]");
        private static final Pattern FORTRAN_ORDER = Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
        private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9, ]*)\\)");

        /** Reads the header and leaves the buffer at the first number. */
        static NpyHeader parse(ByteBuffer file, int maxElements) throws UnreadableArrayException {
            try {
                String text = text(file);
                String descr = field(DESCR, text, "descr");
                ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
                boolean fortranOrder =
                        field(FORTRAN_ORDER, text, "fortran_order").equals("True");
                Shape shape = shape(field(SHAPE, text, "shape"), maxElements);
                return new NpyHeader(NumberType.of(descr), order, fortranOrder, shape);
            } catch (BufferUnderflowException e) {
                throw new UnreadableArrayException("the NPY header is truncated", "an undamaged NPY file");
            }
        }

        private static String text(ByteBuffer file) throws UnreadableArrayException {
            byte[] magic = new byte[MAGIC.length()];
            if (file.remaining() < magic.length + 2) {
                throw new UnreadableArrayException("the file is too short for NPY", "an NPY file");
            }
            file.order(ByteOrder.LITTLE_ENDIAN).get(magic);
            if (!MAGIC.equals(new String(magic, StandardCharsets.ISO_8859_1))) {
                throw new UnreadableArrayException("the file does not begin as NPY does", "an NPY file");
            }
            int major = file.get();
            file.get();
            if (major < 1 || major > 3) {
                throw new UnreadableArrayException("the NPY version is " + major, "version 1, 2 or 3");
            }
            long length = major == 1 ? Short.toUnsignedLong(file.getShort()) : Integer.toUnsignedLong(file.getInt());
            if (length > MAX_HEADER_BYTES) {
                throw new UnreadableArrayException(
                        "the NPY header has %d bytes".formatted(length), "at most %d".formatted(MAX_HEADER_BYTES));
            }
            byte[] header = new byte[(int) length];
            file.get(header);
            return new String(header, StandardCharsets.UTF_8);
        }

        private static String field(Pattern pattern, String header, String name) throws UnreadableArrayException {
            Matcher matcher = pattern.matcher(header);
            if (!matcher.find()) {
                throw new UnreadableArrayException(
                        "the NPY header has no readable field %s".formatted(name),
                        "a plain array of numbers, as numpy.save writes it");
            }
            return matcher.group(1);
        }

        private static Shape shape(String text, int maxElements) throws UnreadableArrayException {
            List<Integer> sides = new ArrayList<>();
            long elements = 1;
            for (String side : text.split(",", -1)) {
                if (side.isBlank()) {
                    continue;
                }
                long length = side.strip().length() > 9 ? Long.MAX_VALUE : parse(side.strip());
                elements = length > maxElements ? Long.MAX_VALUE : Math.max(elements, 1) * length;
                if (elements > maxElements || sides.size() >= MAX_DIMENSIONS) {
                    throw new UnreadableArrayException(
                            "the NPY shape is (%s)".formatted(text), "at most %d elements".formatted(maxElements));
                }
                sides.add((int) length);
            }
            return Shape.of(sides.stream().mapToInt(Integer::intValue).toArray());
        }

        private static long parse(String side) throws UnreadableArrayException {
            try {
                return Long.parseLong(side);
            } catch (NumberFormatException e) {
                throw new UnreadableArrayException("the NPY shape has the side %s".formatted(side), "whole numbers");
            }
        }
    }
}
