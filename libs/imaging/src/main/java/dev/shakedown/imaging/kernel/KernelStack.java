package dev.shakedown.imaging.kernel;

/** One variable of a MATLAB file: one or more grids of numbers, none of them read before it is asked for. */
interface KernelStack {

    /** The greatest number of elements of a variable that is read: 64 kernels of the greatest size. */
    int MAX_ELEMENTS = 64 * BlurKernel.MAX_SIZE * BlurKernel.MAX_SIZE;

    /** How many elements of a cell array are looked at to see whether it holds kernels. */
    int MAX_INSPECTED = 64;

    /** The variable's name. */
    String name();

    /**
     * Whether it may be the kernel of a file that holds other variables: real numbers, not truth values, in at least
     * two rows and two columns. False where it cannot be read.
     */
    boolean isCandidate();

    /** How many grids there are. */
    int count() throws UnreadableKernelException;

    /** The grid with the given index, 0 to count - 1. */
    WeightGrid grid(int index) throws UnreadableKernelException;
}
