package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.array.NumberType;
import dev.shakedown.imaging.kernel.MatlabFile.KernelStack;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** A full array of numbers, or a cell array, of a MATLAB 5 file; only its header is read before a grid is asked for. */
final class Matlab5Array implements KernelStack {

    private static final int CELL = 1;
    private static final int FIRST_NUMERIC_CLASS = 6;
    private static final int LAST_NUMERIC_CLASS = 15;
    private static final int LOGICAL = 0x200;
    private static final int COMPLEX = 0x800;
    private static final int MAX_DIMENSIONS = 32;

    /** A small type may hold the numbers of a larger class, such as bytes for doubles that are whole. */
    private static final Map<Integer, NumberType> TYPES = Map.of(
            1, NumberType.INT8,
            2, NumberType.UINT8,
            3, NumberType.INT16,
            4, NumberType.UINT16,
            5, NumberType.INT32,
            6, NumberType.UINT32,
            7, NumberType.FLOAT32,
            9, NumberType.FLOAT64,
            12, NumberType.INT64,
            13, NumberType.UINT64);

    private final String name;
    private final int flags;
    private final int[] sides;
    private final ByteBuffer data;

    private Matlab5Array(String name, int flags, int[] sides, ByteBuffer data) {
        this.name = name;
        this.flags = flags;
        this.sides = sides;
        this.data = data;
    }

    /**
     * Reads the header of a matrix element.
     *
     * @param content of the element, or at least its header
     * @throws UnreadableKernelException if it is of another kind, such as text, or damaged
     */
    static Matlab5Array of(ByteBuffer content) throws UnreadableKernelException {
        try {
            int flags = Matlab5Element.read(content).content().getInt();
            if (!isCell(flags) && !isNumeric(flags)) {
                throw new UnreadableKernelException("the array is of class " + (flags & 0xFF), "numbers");
            }
            ByteBuffer dimensions = Matlab5Element.read(content).content();
            int[] sides = new int[dimensions.remaining() / Integer.BYTES];
            if (sides.length < 2 || sides.length > MAX_DIMENSIONS) {
                throw Matlab5Element.damaged("a variable has %d dimensions".formatted(sides.length));
            }
            for (int i = 0; i < sides.length; i++) {
                sides[i] = dimensions.getInt();
                if (sides[i] < 0) {
                    throw Matlab5Element.damaged("a variable has a negative side");
                }
            }
            String name = StandardCharsets.UTF_8
                    .decode(Matlab5Element.read(content).content())
                    .toString();
            return new Matlab5Array(name, flags, sides, content.slice().order(content.order()));
        } catch (BufferUnderflowException e) {
            throw Matlab5Element.damaged("a variable's header is truncated");
        }
    }

    private static boolean isCell(int flags) {
        return (flags & 0xFF) == CELL;
    }

    private static boolean isNumeric(int flags) {
        return (flags & 0xFF) >= FIRST_NUMERIC_CLASS && (flags & 0xFF) <= LAST_NUMERIC_CLASS;
    }

    boolean isCell() {
        return isCell(flags);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isCandidate() {
        if (!isCell()) {
            return sides.length <= 3
                    && sides[0] > 1
                    && sides[1] > 1
                    && (sides.length == 2 || sides[2] > 0)
                    && (flags & (COMPLEX | LOGICAL)) == 0;
        }
        ByteBuffer elements = data.duplicate().order(data.order());
        try {
            for (int i = 0; i < MAX_INSPECTED && elements.hasRemaining(); i++) {
                if (matrix(Matlab5Element.read(elements))
                        .filter(Matlab5Array::isCandidate)
                        .isPresent()) {
                    return true;
                }
            }
        } catch (UnreadableKernelException e) {
            return false;
        }
        return false;
    }

    @Override
    public int count() throws UnreadableKernelException {
        if (isCell()) {
            return elements(0);
        }
        return sides.length < 3 ? 1 : sides[2];
    }

    /** The product of the sides from one on. */
    private int elements(int from) throws UnreadableKernelException {
        long elements = 1;
        for (int i = from; i < sides.length; i++) {
            elements *= sides[i];
            if (elements > MAX_ELEMENTS) {
                throw new UnreadableKernelException(
                        "the variable %s claims more than %d elements".formatted(name, MAX_ELEMENTS),
                        "a variable with fewer kernels");
            }
        }
        return (int) elements;
    }

    @Override
    public WeightGrid grid(int index) throws UnreadableKernelException {
        ByteBuffer content = data.duplicate().order(data.order());
        return isCell() ? cell(content, index) : slice(content, index);
    }

    private WeightGrid slice(ByteBuffer content, int index) throws UnreadableKernelException {
        if (sides.length > 3 || (flags & COMPLEX) != 0) {
            throw new UnreadableKernelException(
                    "the variable %s is complex or has more than three dimensions".formatted(name),
                    "real numbers in two or three dimensions");
        }
        Matlab5Element numbers = Matlab5Element.read(content);
        NumberType type = TYPES.get(numbers.type());
        if (type == null || numbers.content().remaining() != (long) elements(0) * type.bytes()) {
            throw Matlab5Element.damaged("the numbers of variable %s do not fill its sides".formatted(name));
        }
        double[] weights = new double[sides[0] * sides[1]];
        numbers.content().position(index * weights.length * type.bytes());
        for (int i = 0; i < weights.length; i++) {
            weights[i] = type.read(numbers.content());
        }
        return WeightGrid.ofColumns(sides[0], sides[1], weights);
    }

    private WeightGrid cell(ByteBuffer content, int index) throws UnreadableKernelException {
        for (int i = 0; i < index; i++) {
            Matlab5Element.read(content);
        }
        return matrix(Matlab5Element.read(content))
                .orElseThrow(() -> new UnreadableKernelException(
                        "element %d of cell array %s is not a matrix of numbers".formatted(index, name), "a matrix"))
                .grid(0);
    }

    /** An element of a cell array, if it is a matrix of numbers. */
    private static Optional<Matlab5Array> matrix(Matlab5Element element) {
        try {
            return Optional.of(of(element.content())).filter(array -> !array.isCell() && array.sides.length == 2);
        } catch (UnreadableKernelException e) {
            return Optional.empty();
        }
    }

    /**
     * One element of a MATLAB 5 file: a tag with type and length, and content. What its length claims is checked
     * against what holds it.
     *
     * <p>See "MAT-File Format", MathWorks, chapter 1.
     *
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
}
