package dev.shakedown.imaging.array;

import java.nio.ByteBuffer;

/**
 * The types of number that arrays in files have. As doubles, 64-bit integers beyond 2^53 are rounded to the nearest.
 */
public enum NumberType {
    FLOAT32("f4", 4),
    FLOAT64("f8", 8),
    INT8("i1", 1),
    INT16("i2", 2),
    INT32("i4", 4),
    INT64("i8", 8),
    UINT8("u1", 1),
    UINT16("u2", 2),
    UINT32("u4", 4),
    UINT64("u8", 8);

    private final String code;
    private final int bytes;

    NumberType(String code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** The type that an NPY header names. */
    static NumberType of(String descr) throws UnreadableArrayException {
        for (NumberType element : values()) {
            boolean hasOrder = descr.length() == 3 && "<>|=".indexOf(descr.charAt(0)) >= 0;
            boolean needsOrder = element.bytes > 1;
            if (hasOrder && descr.endsWith(element.code) && !(needsOrder && descr.charAt(0) == '|')) {
                return element;
            }
        }
        throw new UnreadableArrayException(
                "the NPY elements are of type %s".formatted(descr), "float32, float64 or integers of 8 to 64 bits");
    }

    /** The number at the buffer's position, in its byte order; moves the position behind it. */
    public double read(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT32 -> buffer.getFloat();
            case FLOAT64 -> buffer.getDouble();
            case INT8 -> buffer.get();
            case INT16 -> buffer.getShort();
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case UINT8 -> Byte.toUnsignedInt(buffer.get());
            case UINT16 -> Short.toUnsignedInt(buffer.getShort());
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case UINT64 -> unsigned(buffer.getLong());
        };
    }

    private static double unsigned(long value) {
        // Halving keeps a sticky bit, so that the sum rounds as the whole number would.
        return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
    }
}
