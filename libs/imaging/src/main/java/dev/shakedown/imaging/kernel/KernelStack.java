package dev.shakedown.imaging.kernel;

/** One variable of a MATLAB file: one or more grids of numbers, none of them read before it is asked for. */
interface KernelStack {

    /** The greatest number of elements of a variable that is read: 64 kernels of the greatest size. */
    int MAX_ELEMENTS = 64 * BlurKernel.MAX_SIZE * BlurKernel.MAX_SIZE;

    /** The variable's name. */
    String name();

    /** How many grids there are. */
    int count();

    /** The grid with the given index, 0 to count - 1. */
    WeightGrid grid(int index) throws UnreadableKernelException;
}
