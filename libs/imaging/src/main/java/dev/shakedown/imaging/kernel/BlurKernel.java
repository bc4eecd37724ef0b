package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import java.util.Arrays;
import java.util.Objects;

/**
 * A point-spread function: a square of odd side, weights non-negative and finite, sum 1 (to rounding of float64). Equal
 * if all weights are equal. Immutable.
 */
public final class BlurKernel {

    /** Smallest side in pixels. */
    public static final int MIN_SIZE = 3;

    /** Greatest side in pixels. */
    public static final int MAX_SIZE = 255;

    private final int size;
    private final double[] weights;

    private BlurKernel(int size, double[] weights) {
        this.size = size;
        this.weights = weights;
    }

    /**
     * The kernel with the given weights divided by their sum.
     *
     * @param size side in pixels, odd, {@value #MIN_SIZE} to {@value #MAX_SIZE}
     * @param weights shape (size, size), row by row
     * @throws IllegalArgumentException if the weights are no kernel
     */
    public static BlurKernel of(int size, double[] weights) {
        checkSize(size);
        if (weights.length != size * size) {
            throw new IllegalArgumentException("%d weights for a kernel of side %d".formatted(weights.length, size));
        }
        double greatest = 0;
        for (double weight : weights) {
            if (!Double.isFinite(weight) || weight < 0) {
                throw new IllegalArgumentException("a weight must be finite and not negative: " + weight);
            }
            greatest = Math.max(greatest, weight);
        }
        if (greatest == 0) {
            throw new IllegalArgumentException("all weights are 0");
        }
        return new BlurKernel(size, normalised(weights, greatest));
    }

    /** Divides by the greatest weight first, so that the sum neither overflows nor underflows. */
    private static double[] normalised(double[] weights, double greatest) {
        // A kernel that was normalised before stays as it is, so that it survives being stored and read.
        if (Math.abs(sum(weights) - 1) <= Math.ulp(1.0) * weights.length) {
            return weights.clone();
        }
        double[] scaled = new double[weights.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = weights[i] / greatest;
        }
        double sum = sum(scaled);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= sum;
        }
        return scaled;
    }

    /** A plain loop: the JDK's stream sums differ in their last bits between versions. */
    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    static void checkSize(int size) {
        if (!isSize(size)) {
            throw new IllegalArgumentException(
                    "a kernel's side must be odd, %d to %d: %d".formatted(MIN_SIZE, MAX_SIZE, size));
        }
    }

    /** Whether a kernel can have this side. */
    public static boolean isSize(int size) {
        return size >= MIN_SIZE && size <= MAX_SIZE && size % 2 == 1;
    }

    /** Side in pixels, odd. */
    public int size() {
        return size;
    }

    /** Distance in pixels from the centre pixel to the outermost: (size - 1) / 2. */
    public int radius() {
        return size / 2;
    }

    /**
     * One weight.
     *
     * @throws IndexOutOfBoundsException outside the kernel
     */
    public double at(int row, int column) {
        return weights[Objects.checkIndex(row, size) * size + Objects.checkIndex(column, size)];
    }

    /** A copy of the weights, shape (size, size). */
    public double[] weights() {
        return weights.clone();
    }

    /** The weights as an NPY file, float64, shape (size, size). */
    public byte[] toNpy() {
        return NpyEncoder.encode(DoubleArray.of(Shape.of(size, size), weights));
    }

    /**
     * The same kernel with zeros around it, its centre still in the middle.
     *
     * @param larger side in pixels, odd, at least this kernel's
     * @throws IllegalArgumentException if it is even or smaller
     */
    public BlurKernel padTo(int larger) {
        checkSize(larger);
        if (larger < size) {
            throw new IllegalArgumentException("a kernel of side %d cannot be padded to %d".formatted(size, larger));
        }
        double[] padded = new double[larger * larger];
        int border = (larger - size) / 2;
        for (int row = 0; row < size; row++) {
            System.arraycopy(weights, row * size, padded, (row + border) * larger + border, size);
        }
        return new BlurKernel(larger, padded);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlurKernel kernel && size == kernel.size && Arrays.equals(weights, kernel.weights);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "BlurKernel(%d x %d)".formatted(size, size);
    }

    /**
     * The mean place of the light, in pixels from the middle of the centre pixel.
     *
     * @param row downwards
     * @param column to the right
     */
    record CentreOfMass(double row, double column) {}

    CentreOfMass centreOfMass() {
        double down = 0;
        double right = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                down += at(row, column) * (row - radius());
                right += at(row, column) * (column - radius());
            }
        }
        return new CentreOfMass(down, right);
    }
}
