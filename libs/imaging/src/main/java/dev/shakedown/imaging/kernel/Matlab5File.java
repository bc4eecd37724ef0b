package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.kernel.Matlab5Array.Matlab5Element;
import dev.shakedown.imaging.kernel.MatlabFile.KernelStack;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Kernels in a MATLAB file of version 5 to 7. Variables are stepped over by their length; only the chosen one must be
 * readable. Of a compressed variable only the header is inflated before that, and what it inflates to is bounded.
 */
final class Matlab5File {

    private static final int HEADER_BYTES = 128;
    private static final int BYTE_ORDER_AT = 126;
    private static final int MAX_VARIABLES = 1000;
    private static final int VARIABLE_HEADER_BYTES = 1 << 12;
    /** The first kernel of a cell array lies within these. */
    private static final int INSPECTED_BYTES = 1 << 20;

    private static final int MAX_INFLATED_BYTES = Long.BYTES * KernelStack.MAX_ELEMENTS + (1 << 16);

    private Matlab5File() {}

    static WeightGrid read(byte[] file, KernelSelection selection) throws UnreadableKernelException {
        if (file.length < HEADER_BYTES) {
            throw Matlab5Element.damaged("it is too short");
        }
        boolean isLittleEndian = file[BYTE_ORDER_AT] == 'I' && file[BYTE_ORDER_AT + 1] == 'M';
        boolean isBigEndian = file[BYTE_ORDER_AT] == 'M' && file[BYTE_ORDER_AT + 1] == 'I';
        if (!isLittleEndian && !isBigEndian) {
            throw new UnreadableKernelException("the file is not a MATLAB file", "MATLAB version 5 to 7.3");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file)
                .order(isBigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .position(HEADER_BYTES);
        List<KernelStack> stacks = new ArrayList<>();
        for (int variables = 0; buffer.hasRemaining(); variables++) {
            if (variables == MAX_VARIABLES) {
                throw new UnreadableKernelException(
                        "the MATLAB file holds more than %d variables".formatted(MAX_VARIABLES), "fewer variables");
            }
            addStack(Matlab5Element.read(buffer), stacks);
        }
        return MatlabFile.select(stacks, selection);
    }

    private static void addStack(Matlab5Element element, List<KernelStack> stacks) {
        try {
            KernelStack stack = element.type() == Matlab5Element.COMPRESSED
                    ? CompressedArray.of(element.content())
                    : Matlab5Array.of(element.content());
            // The one variable without a name has what objects of the others refer to.
            if (!stack.name().isEmpty()) {
                stacks.add(stack);
            }
        } catch (UnreadableKernelException e) {
            // Another kind of variable, or a damaged one: it is not among the choices.
        }
    }

    /** A compressed variable, of which the header is known. */
    private record CompressedArray(Matlab5Array header, ByteBuffer compressed) implements KernelStack {

        static CompressedArray of(ByteBuffer compressed) throws UnreadableKernelException {
            return new CompressedArray(start(compressed, VARIABLE_HEADER_BYTES), compressed);
        }

        /** The array as far as its first bytes tell. */
        private static Matlab5Array start(ByteBuffer compressed, int bytes) throws UnreadableKernelException {
            ByteBuffer start = inflate(compressed, bytes);
            if (start.remaining() < Long.BYTES || start.getInt() != Matlab5Element.MATRIX) {
                throw Matlab5Element.damaged("a compressed variable is not readable");
            }
            start.getInt();
            return Matlab5Array.of(start);
        }

        private Matlab5Array whole() throws UnreadableKernelException {
            ByteBuffer inflated = inflate(compressed, MAX_INFLATED_BYTES + 1);
            if (inflated.remaining() > MAX_INFLATED_BYTES) {
                throw new UnreadableKernelException(
                        "the variable %s inflates to more than %d bytes".formatted(name(), MAX_INFLATED_BYTES),
                        "a variable with fewer kernels");
            }
            return Matlab5Array.of(Matlab5Element.read(inflated).content());
        }

        private static ByteBuffer inflate(ByteBuffer compressed, int most) throws UnreadableKernelException {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(compressed.duplicate());
                byte[] inflated = new byte[Math.min(most, VARIABLE_HEADER_BYTES)];
                int length = 0;
                int count;
                do {
                    if (length == inflated.length) {
                        inflated = Arrays.copyOf(inflated, Math.min(most, 2 * length));
                    }
                    count = inflater.inflate(inflated, length, inflated.length - length);
                    length += count;
                } while (count > 0 && length < most);
                return ByteBuffer.wrap(inflated, 0, length).order(compressed.order());
            } catch (DataFormatException e) {
                throw Matlab5Element.damaged("a compressed variable is not readable");
            } finally {
                inflater.end();
            }
        }

        @Override
        public String name() {
            return header.name();
        }

        @Override
        public boolean isCandidate() {
            try {
                return header.isCell() ? start(compressed, INSPECTED_BYTES).isCandidate() : header.isCandidate();
            } catch (UnreadableKernelException e) {
                return false;
            }
        }

        @Override
        public int count() throws UnreadableKernelException {
            return header.count();
        }

        @Override
        public WeightGrid grid(int index) throws UnreadableKernelException {
            return whole().grid(index);
        }
    }
}
