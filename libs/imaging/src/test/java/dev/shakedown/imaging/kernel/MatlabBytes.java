package dev.shakedown.imaging.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/** Builds MATLAB 5 files element by element, right or wrong. */
final class MatlabBytes {

    static final int CELL = 1;
    static final int STRUCT = 2;
    static final int CHAR = 4;
    static final int SPARSE = 5;
    static final int DOUBLE = 6;
    static final int UINT8 = 9;
    static final int FUNCTION = 16;
    static final int OPAQUE = 17;
    static final int LOGICAL = 0x200;
    static final int COMPLEX = 0x800;

    private static final int INT8_TYPE = 1;
    private static final int UINT8_TYPE = 2;
    private static final int INT32_TYPE = 5;
    private static final int UINT32_TYPE = 6;
    private static final int DOUBLE_TYPE = 9;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;

    private final ByteOrder order;
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    MatlabBytes(ByteOrder order) {
        this.order = order;
        byte[] header = new byte[128];
        System.arraycopy("MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 19);
        ByteBuffer.wrap(header).order(order).putShort(124, (short) 0x0100).putShort(126, (short) ('M' << 8 | 'I'));
        file.writeBytes(header);
    }

    /** Adds elements to the file. */
    MatlabBytes with(byte[]... elements) {
        for (byte[] element : elements) {
            file.writeBytes(element);
        }
        return this;
    }

    byte[] end() {
        return file.toByteArray();
    }

    /** An element with its padding; up to four bytes go into the tag, as MATLAB has it. */
    byte[] element(int type, byte[] content) {
        boolean isSmall = content.length > 0 && content.length <= 4;
        ByteBuffer element = ByteBuffer.allocate(isSmall ? 8 : 8 + (content.length + 7) / 8 * 8)
                .order(order);
        if (isSmall) {
            element.putInt(content.length << 16 | type);
        } else {
            element.putInt(type).putInt(content.length);
        }
        element.put(content);
        return element.array();
    }

    /** The same variable, compressed. */
    byte[] compressed(byte[] variable) {
        Deflater deflater = new Deflater();
        deflater.setInput(variable);
        deflater.finish();
        byte[] content = new byte[variable.length + 100];
        int length = deflater.deflate(content);
        deflater.end();
        return ByteBuffer.allocate(8 + length)
                .order(order)
                .putInt(COMPRESSED)
                .putInt(length)
                .put(content, 0, length)
                .array();
    }

    /** A variable of any class; what follows its name is given as whole elements. */
    byte[] variable(int flags, String name, int[] sides, byte[]... elements) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(element(UINT32_TYPE, ints(flags, 0)));
        content.writeBytes(element(INT32_TYPE, ints(sides)));
        content.writeBytes(element(INT8_TYPE, name.getBytes(StandardCharsets.US_ASCII)));
        for (byte[] element : elements) {
            content.writeBytes(element);
        }
        return matrix(content.toByteArray());
    }

    /** A matrix element with any content; never small. */
    byte[] matrix(byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .order(order)
                .putInt(MATRIX)
                .putInt(content.length)
                .put(content)
                .array();
    }

    /** Doubles, column by column. */
    byte[] doubles(String name, int[] sides, double... values) {
        ByteBuffer content = ByteBuffer.allocate(8 * values.length).order(order);
        content.asDoubleBuffer().put(values);
        return variable(DOUBLE, name, sides, element(DOUBLE_TYPE, content.array()));
    }

    /** Doubles that are stored as bytes. */
    byte[] kernel(String name, int size) {
        byte[] values = new byte[size * size];
        IntStream.range(0, values.length).forEach(i -> values[i] = (byte) (10 * (i % size) + i / size + 1));
        return variable(DOUBLE, name, new int[] {size, size}, element(UINT8_TYPE, values));
    }

    /** A text of one row in an encoding: 16, 17 or 18 for UTF-8, 16 and 32, or 4 for 16-bit characters. */
    byte[] text(String name, int type, String text) {
        byte[] bytes = switch (type) {
            case 16 -> text.getBytes(StandardCharsets.UTF_8);
            case 18 -> encoded(text.codePoints().toArray(), 4);
            default -> encoded(text.chars().toArray(), 2);
        };
        return variable(CHAR, name, new int[] {1, text.length()}, element(type, bytes));
    }

    private byte[] encoded(int[] codes, int bytes) {
        ByteBuffer content = ByteBuffer.allocate(codes.length * bytes).order(order);
        for (int code : codes) {
            if (bytes == 2) {
                content.putShort((short) code);
            } else {
                content.putInt(code);
            }
        }
        return content.array();
    }

    private byte[] ints(int... values) {
        ByteBuffer content = ByteBuffer.allocate(4 * values.length).order(order);
        content.asIntBuffer().put(values);
        return content.array();
    }
}
