package dev.shakedown.imaging.array;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            boolean fortranOrder = field(FORTRAN_ORDER, text, "fortran_order").equals("True");
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
