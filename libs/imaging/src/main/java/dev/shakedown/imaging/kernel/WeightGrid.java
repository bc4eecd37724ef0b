package dev.shakedown.imaging.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers in rows and columns as a file holds them, and the one place that judges whether they are a kernel. Arrays are
 * not copied.
 */
final class WeightGrid {

    /**
     * Negative weights smaller than this share of the greatest weight are taken for ringing of an interpolation or
     * rounding of a Fourier transform: they become 0, with a warning.
     */
    private static final double NEGLIGIBLE = 1e-3;

    private final int rows;
    private final int columns;
    private final double[] weights;

    /** A grid; {@code weights}: shape (rows, columns), row by row. */
    WeightGrid(int rows, int columns, double[] weights) {
        this.rows = rows;
        this.columns = columns;
        this.weights = weights;
    }

    /** As {@link #WeightGrid}, with weights that run column by column, as MATLAB stores them. */
    static WeightGrid ofColumns(int rows, int columns, double[] weights) {
        double[] transposed = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            transposed[(i % rows) * columns + i / rows] = weights[i];
        }
        return new WeightGrid(rows, columns, transposed);
    }

    /**
     * The kernel with these weights.
     *
     * @param pad whether a grid that is not an odd square gets zeros around it, as {@link #padded} says
     */
    KernelDecoding.Decoded toKernel(boolean pad) throws UnreadableKernelException {
        boolean isKernel = rows == columns && BlurKernel.isSize(rows);
        if (!isKernel) {
            int side = oddSide();
            if (pad && rows > 0 && columns > 0 && BlurKernel.isSize(side)) {
                return padded(side).toKernel(false);
            }
            throw new UnreadableKernelException(
                    "the kernel has %d rows and %d columns".formatted(rows, columns),
                    "a square of odd side, %d to %d%s"
                            .formatted(BlurKernel.MIN_SIZE, BlurKernel.MAX_SIZE, paddingAdvice(side)));
        }
        double greatest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!Double.isFinite(weights[i])) {
                throw refusal("is " + weights[i], i, "finite weights");
            }
            greatest = Math.max(greatest, weights[i]);
        }
        if (greatest > 0) {
            return new KernelDecoding.Decoded(BlurKernel.of(rows, withoutNegative(greatest)), warnings(greatest));
        }
        for (int i = 0; i < weights.length; i++) {
            refuseNegative(i, greatest);
        }
        throw new UnreadableKernelException("the weights of the kernel sum to 0", "a positive sum");
    }

    private double[] withoutNegative(double greatest) throws UnreadableKernelException {
        double[] accepted = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            refuseNegative(i, greatest);
            accepted[i] = Math.max(0, weights[i]);
        }
        return accepted;
    }

    private void refuseNegative(int at, double greatest) throws UnreadableKernelException {
        if (weights[at] < 0 && -weights[at] >= NEGLIGIBLE * greatest) {
            throw refusal(
                    "is negative: " + weights[at],
                    at,
                    "weights of at least 0; negative ones below %s of the largest weight, %s, become 0"
                            .formatted(NEGLIGIBLE, greatest));
        }
    }

    private List<String> warnings(double greatest) {
        List<String> warnings = new ArrayList<>();
        int negative = 0;
        double least = 0;
        double negativeSum = 0;
        double positiveSum = 0;
        for (double weight : weights) {
            least = Math.min(least, weight);
            if (weight < 0) {
                negative++;
                negativeSum -= weight / greatest;
            } else {
                positiveSum += weight / greatest;
            }
        }
        if (negative > 0) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%d of %d weights are negative and became 0; the least is %s, %.2g of the largest, and their sum is"
                            + " %.2g of the others'",
                    negative,
                    weights.length,
                    least,
                    -least / greatest,
                    negativeSum / positiveSum));
        }
        return warnings;
    }

    /** The smallest odd side that both extents fit in. */
    private int oddSide() {
        int longer = Math.max(BlurKernel.MIN_SIZE, Math.max(rows, columns));
        return longer % 2 == 0 ? longer + 1 : longer;
    }

    /**
     * The grid with zeros around it. Row rows/2 and column columns/2 (integer division, from 0) become the centre,
     * which is where MATLAB's psf2otf and SciPy have the centre of an even kernel: an even extent gets its zeros at the
     * bottom or right.
     */
    private WeightGrid padded(int side) {
        double[] larger = new double[side * side];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(
                    weights, row * columns, larger, (row + before(rows, side)) * side + before(columns, side), columns);
        }
        return new WeightGrid(side, side, larger);
    }

    private static int before(int extent, int side) {
        return side / 2 - extent / 2;
    }

    private String paddingAdvice(int side) {
        if (rows == 0 || columns == 0 || !BlurKernel.isSize(side)) {
            return "";
        }
        int top = before(rows, side);
        int left = before(columns, side);
        List<String> zeros = new ArrayList<>();
        addZeros(zeros, top, "row", "at the top");
        addZeros(zeros, side - rows - top, "row", "at the bottom");
        addZeros(zeros, left, "column", "at the left");
        addZeros(zeros, side - columns - left, "column", "at the right");
        return "; pad it with zeros to %d x %d (%s), which pad: true does"
                .formatted(side, side, String.join(", ", zeros));
    }

    private static void addZeros(List<String> zeros, int count, String what, String where) {
        if (count > 0) {
            zeros.add("%d %s%s %s".formatted(count, what, count == 1 ? "" : "s", where));
        }
    }

    private UnreadableKernelException refusal(String problem, int at, String expected) {
        return new UnreadableKernelException(
                "the weight in row %d, column %d (from 0) %s".formatted(at / columns, at % columns, problem), expected);
    }
}
