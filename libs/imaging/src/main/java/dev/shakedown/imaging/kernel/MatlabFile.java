package dev.shakedown.imaging.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells the two kinds of MATLAB file apart and picks the kernel that is meant. */
final class MatlabFile {

    private static final byte[] HDF5_SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    /** MATLAB writes 512 bytes of its own before the HDF5 file; other programs may write none. */
    private static final int[] HDF5_STARTS = {0, 512};

    private MatlabFile() {}

    static WeightGrid read(byte[] file, KernelSelection selection) throws UnreadableKernelException {
        for (int start : HDF5_STARTS) {
            if (hasHdf5At(file, start)) {
                return Matlab73File.read(file, selection);
            }
        }
        return Matlab5File.read(file, selection);
    }

    private static boolean hasHdf5At(byte[] file, int start) {
        int end = start + HDF5_SIGNATURE.length;
        return file.length >= end && Arrays.equals(file, start, end, HDF5_SIGNATURE, 0, HDF5_SIGNATURE.length);
    }

    static WeightGrid select(List<? extends KernelStack> stacks, KernelSelection selection)
            throws UnreadableKernelException {
        KernelStack stack = stack(stacks, selection.variable());
        Integer index = selection.index();
        if (index == null && stack.count() != 1) {
            throw new UnreadableKernelException(
                    "the variable %s holds %d kernels".formatted(stack.name(), stack.count()),
                    "an index from 0 to %d".formatted(stack.count() - 1));
        }
        if (index != null && (index < 0 || index >= stack.count())) {
            throw new UnreadableKernelException(
                    "index %d of variable %s does not exist".formatted(index, stack.name()),
                    stack.count() == 0
                            ? "a variable that is not empty"
                            : "an index from 0 to %d".formatted(stack.count() - 1));
        }
        return stack.grid(index == null ? 0 : index);
    }

    private static KernelStack stack(List<? extends KernelStack> stacks, @Nullable String name)
            throws UnreadableKernelException {
        if (stacks.isEmpty()) {
            throw new UnreadableKernelException(
                    "the MATLAB file holds no array of numbers and no cell array", "a variable with a kernel");
        }
        if (name == null) {
            List<? extends KernelStack> candidates =
                    stacks.stream().filter(KernelStack::isCandidate).toList();
            return only(candidates.isEmpty() ? stacks : candidates);
        }
        return stacks.stream()
                .filter(stack -> stack.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnreadableKernelException(
                        "the MATLAB file has no variable %s of numbers".formatted(name),
                        "a full matrix of numbers or a cell array of them, one of: " + names(stacks)));
    }

    private static KernelStack only(List<? extends KernelStack> stacks) throws UnreadableKernelException {
        if (stacks.size() > 1) {
            throw new UnreadableKernelException(
                    "the MATLAB file holds several variables", "the name of one of: " + names(stacks));
        }
        return stacks.get(0);
    }

    private static String names(List<? extends KernelStack> stacks) {
        return stacks.stream().map(KernelStack::name).collect(Collectors.joining(", "));
    }

    /** One variable of a MATLAB file: one or more grids of numbers, none of them read before it is asked for. */
    interface KernelStack {

        /** The greatest number of elements of a variable that is read: 64 kernels of the greatest size. */
        int MAX_ELEMENTS = 64 * BlurKernel.MAX_SIZE * BlurKernel.MAX_SIZE;

        /** How many elements of a cell array are looked at to see whether it holds kernels. */
        int MAX_INSPECTED = 64;

        /** The variable's name. */
        String name();

        /**
         * Whether it may be the kernel of a file that holds other variables: real numbers, not truth values, in at
         * least two rows and two columns. False where it cannot be read.
         */
        boolean isCandidate();

        /** How many grids there are. */
        int count() throws UnreadableKernelException;

        /** The grid with the given index, 0 to count - 1. */
        WeightGrid grid(int index) throws UnreadableKernelException;
    }
}
