package dev.shakedown.imaging.kernel;

/**
 * Numbers in rows and columns as a file holds them, and the one place that judges whether they are a kernel. Arrays are
 * not copied.
 */
final class WeightGrid {

    /**
     * Negative weights down to minus this share of the greatest weight are taken for rounding of interpolation or of a
     * Fourier transform and become 0; anything below is refused.
     */
    private static final double NEGLIGIBLE = 1e-6;

    private final int rows;
    private final int columns;
    private final double[] weights;

    /**
     * A grid.
     *
     * @param weights shape (rows, columns), row by row
     */
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

    BlurKernel toKernel() throws UnreadableKernelException {
        if (rows != columns || !BlurKernel.isSize(rows)) {
            throw new UnreadableKernelException(
                    "the kernel has %d rows and %d columns".formatted(rows, columns),
                    "a square of odd side, %d to %d%s"
                            .formatted(BlurKernel.MIN_SIZE, BlurKernel.MAX_SIZE, paddingAdvice()));
        }
        double greatest = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!Double.isFinite(weights[i])) {
                throw refusal("is " + weights[i], i, "finite weights");
            }
            greatest = Math.max(greatest, weights[i]);
        }
        double[] accepted = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < -NEGLIGIBLE * greatest) {
                throw refusal("is negative: " + weights[i], i, "weights of at least 0");
            }
            accepted[i] = Math.max(0, weights[i]);
        }
        if (greatest == 0) {
            throw new UnreadableKernelException("the weights of the kernel sum to 0", "a positive sum");
        }
        return BlurKernel.of(rows, accepted);
    }

    private String paddingAdvice() {
        int longer = Math.max(rows, columns);
        int odd = longer % 2 == 0 ? longer + 1 : longer;
        return BlurKernel.isSize(odd) ? "; pad it with zeros to %d x %d".formatted(odd, odd) : "";
    }

    private UnreadableKernelException refusal(String problem, int at, String expected) {
        return new UnreadableKernelException(
                "the weight in row %d, column %d (from 0) %s".formatted(at / columns, at % columns, problem), expected);
    }
}
