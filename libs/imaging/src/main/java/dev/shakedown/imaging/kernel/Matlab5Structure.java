package dev.shakedown.imaging.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks a MATLAB 5 file before a library reads it: every element lies inside the one around it, arrays of arrays have
 * no more elements than bytes, compressed variables inflate to a bounded size. The library trusts all of these and
 * would allocate whatever a small file claims.
 *
 * <p>See "MAT-File Format", MathWorks, chapter 1.
 */
final class Matlab5Structure {

    private static final int HEADER_BYTES = 128;
    private static final int MAX_INFLATED_BYTES = 8 * KernelStack.MAX_ELEMENTS + (1 << 16);
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DIMENSIONS = 32;

    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;

    private int inflatedBytes;

    private Matlab5Structure() {}

    /** The same file with its variables inflated. */
    static byte[] inflated(byte[] file) throws UnreadableKernelException {
        if (file.length < HEADER_BYTES) {
            throw damaged("it is too short");
        }
        boolean isLittleEndian = file[126] == 'I' && file[127] == 'M';
        boolean isBigEndian = file[126] == 'M' && file[127] == 'I';
        if (!isLittleEndian && !isBigEndian) {
            throw new UnreadableKernelException("the file is not a MATLAB file", "MATLAB version 5 to 7.3");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file).order(isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream output = new ByteArrayOutputStream(file.length);
        output.write(file, 0, HEADER_BYTES);
        buffer.position(HEADER_BYTES);
        Matlab5Structure structure = new Matlab5Structure();
        try {
            while (buffer.hasRemaining()) {
                structure.copyVariable(buffer, output);
            }
        } catch (BufferUnderflowException e) {
            throw damaged("it is truncated");
        }
        return output.toByteArray();
    }

    private void copyVariable(ByteBuffer buffer, ByteArrayOutputStream output) throws UnreadableKernelException {
        int start = buffer.position();
        int type = buffer.getInt();
        ByteBuffer content = content(buffer, Integer.toUnsignedLong(buffer.getInt()), type != COMPRESSED);
        if (type == COMPRESSED) {
            byte[] inflated = inflate(content);
            ByteBuffer variable = ByteBuffer.wrap(inflated).order(buffer.order());
            checkElement(variable, 0);
            output.write(inflated, 0, variable.position());
        } else {
            checkElement(buffer.duplicate().order(buffer.order()).position(start), 0);
            byte[] plain = new byte[buffer.position() - start];
            buffer.get(start, plain);
            output.writeBytes(plain);
        }
    }

    private byte[] inflate(ByteBuffer content) throws UnreadableKernelException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(content);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            byte[] scratch = new byte[1 << 14];
            int count;
            while ((count = inflater.inflate(scratch)) > 0) {
                output.write(scratch, 0, count);
                inflatedBytes += count;
                if (inflatedBytes > MAX_INFLATED_BYTES) {
                    throw new UnreadableKernelException(
                            "the MATLAB file inflates to more than %d bytes".formatted(MAX_INFLATED_BYTES),
                            "a file with fewer kernels");
                }
            }
            return output.toByteArray();
        } catch (DataFormatException e) {
            throw damaged("a compressed variable is not readable");
        } finally {
            inflater.end();
        }
    }

    /** Checks one element and leaves the buffer behind it and its padding. */
    private static void checkElement(ByteBuffer buffer, int depth) throws UnreadableKernelException {
        int type = buffer.getInt();
        boolean isSmall = type >>> 16 != 0;
        if (isSmall) {
            // Up to four bytes of content share the tag's eight; length and type share its first four.
            boolean isNumbers = type >>> 16 <= 4 && (type & 0xFFFF) < MATRIX;
            if (!isNumbers) {
                throw damaged("a small element is not valid");
            }
            buffer.getInt();
            return;
        }
        ByteBuffer content = content(buffer, Integer.toUnsignedLong(buffer.getInt()), true);
        if (type == MATRIX && content.hasRemaining()) {
            checkMatrix(content, depth);
        }
    }

    private static void checkMatrix(ByteBuffer content, int depth) throws UnreadableKernelException {
        if (depth > MAX_DEPTH) {
            throw damaged("its arrays are nested too deeply");
        }
        long bytes = content.remaining();
        checkElement(content, depth);
        if (!content.hasRemaining()) {
            return;
        }
        int afterFlags = content.position();
        checkElement(content, depth);
        checkDimensions(content.duplicate().order(content.order()).position(afterFlags), content.position(), bytes);
        while (content.hasRemaining()) {
            checkElement(content, depth + 1);
        }
    }

    private static void checkDimensions(ByteBuffer content, int end, long bytes) throws UnreadableKernelException {
        int type = content.getInt();
        int length = type >>> 16 != 0 ? type >>> 16 : content.getInt();
        if (length > 4 * MAX_DIMENSIONS || length > end - content.position()) {
            throw damaged("a variable has more than %d dimensions".formatted(MAX_DIMENSIONS));
        }
        long elements = 1;
        for (int i = 0; i < length / 4; i++) {
            int side = content.getInt();
            elements = side < 0 || side > bytes ? Long.MAX_VALUE : Math.max(elements, 1) * side;
            if (elements > bytes) {
                throw damaged("a variable claims more elements than there are bytes");
            }
        }
    }

    /** The content of an element; moves the buffer behind it and, unless that is the end, its padding. */
    private static ByteBuffer content(ByteBuffer buffer, long length, boolean isPadded)
            throws UnreadableKernelException {
        if (length > buffer.remaining()) {
            throw damaged("an element is longer than what holds it");
        }
        ByteBuffer content = buffer.slice(buffer.position(), (int) length).order(buffer.order());
        long padded = isPadded ? (length + 7) / 8 * 8 : length;
        buffer.position(buffer.position() + (int) Math.min(padded, buffer.remaining()));
        return content;
    }

    private static UnreadableKernelException damaged(String details) {
        return new UnreadableKernelException("the MATLAB file is damaged: " + details, "an undamaged MATLAB file");
    }
}
