package dev.shakedown.imaging.kernel;

import java.nio.ByteBuffer;

/**
 * One element of a MATLAB 5 file: a tag with type and length, and content. What its length claims is checked against
 * what holds it.
 *
 * <p>See "MAT-File Format", MathWorks, chapter 1.
 *
 * @param type code of the content's type
 * @param content a view of the file, in its byte order
 */
record Matlab5Element(int type, ByteBuffer content) {

    static final int MATRIX = 14;
    static final int COMPRESSED = 15;

    private static final int TAG_BYTES = 8;
    private static final int SMALL_BYTES = 4;

    /** Reads the element at the buffer's position and leaves the buffer behind it and its padding. */
    static Matlab5Element read(ByteBuffer buffer) throws UnreadableKernelException {
        if (buffer.remaining() < TAG_BYTES) {
            throw damaged("it is truncated");
        }
        int type = buffer.getInt();
        int smallLength = type >>> 16;
        if (smallLength != 0) {
            // Length and type share four bytes of the tag, the content has the other four.
            if (smallLength > SMALL_BYTES) {
                throw damaged("a small element is not valid");
            }
            ByteBuffer content = slice(buffer, smallLength);
            buffer.position(buffer.position() + SMALL_BYTES);
            return new Matlab5Element(type & 0xFFFF, content);
        }
        long length = Integer.toUnsignedLong(buffer.getInt());
        if (length > buffer.remaining()) {
            throw damaged("an element is longer than what holds it");
        }
        ByteBuffer content = slice(buffer, (int) length);
        long padded = type == COMPRESSED ? length : (length + 7) / 8 * 8;
        buffer.position(buffer.position() + (int) Math.min(padded, buffer.remaining()));
        return new Matlab5Element(type, content);
    }

    private static ByteBuffer slice(ByteBuffer buffer, int length) {
        return buffer.slice(buffer.position(), length).order(buffer.order());
    }

    static UnreadableKernelException damaged(String details) {
        return new UnreadableKernelException("the MATLAB file is damaged: " + details, "an undamaged MATLAB file");
    }
}
