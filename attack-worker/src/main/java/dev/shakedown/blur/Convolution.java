package dev.shakedown.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * True convolution of every channel with a kernel (not correlation), with R the kernel's radius:
 *
 * <p>y(r, c) = sum over i, j in [-R, R] of b(R + i, R + j) x(r - i, c - j)
 *
 * <p>Sums run in float64 in a fixed order and are rounded once to float32, so the result does not depend on the
 * machine. Direct, one multiply-add per pixel and non-zero weight; channels run in parallel.
 */
public final class Convolution {

    private final int extendedWidth;
    private final int height;
    private final int width;
    private final BlurKernel b;
    private final int[] rows;
    private final int[] columns;

    private Convolution(PlanarImage x, BlurKernel b, Boundary boundary) {
        int reach = boundary == Boundary.VALID ? 0 : b.radius();
        this.b = b;
        this.rows = EdgeExtension.indices(boundary, x.height(), reach);
        this.columns = EdgeExtension.indices(boundary, x.width(), reach);
        this.extendedWidth = columns.length;
        this.height = rows.length - 2 * b.radius();
        this.width = extendedWidth - 2 * b.radius();
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a valid convolution of %s with a kernel of side %d leaves nothing".formatted(x, b.size()));
        }
    }

    /**
     * Blurs an image.
     *
     * @param x any size; at least the kernel's for {@link Boundary#VALID}
     * @param b the kernel, which may be larger than the image except for {@link Boundary#VALID}
     * @param boundary what lies beyond the edge
     * @return an image of the same size; for {@link Boundary#VALID} smaller by b.size() - 1 in both directions
     * @throws IllegalArgumentException if a valid convolution would leave no pixel
     */
    public static PlanarImage convolve(PlanarImage x, BlurKernel b, Boundary boundary) {
        Convolution convolution = new Convolution(x, b, boundary);
        int plane = convolution.height * convolution.width;
        float[] y = new float[PlanarImage.CHANNELS * plane];
        IntStream.range(0, PlanarImage.CHANNELS)
                .parallel()
                .forEach(channel -> convolution.convolvePlane(x.plane(channel), x.width(), y, channel * plane));
        return PlanarImage.of(convolution.height, convolution.width, y);
    }

    private void convolvePlane(float[] x, int xWidth, float[] y, int at) {
        double[] extended = extend(x, xWidth);
        double[] sums = new double[width];
        int size = b.size();
        for (int row = 0; row < height; row++) {
            Arrays.fill(sums, 0);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    double weight = b.at(i, j);
                    if (weight != 0) {
                        // Row r - i of x is row r + 2R - i of the extended plane; the same for columns.
                        addScaled(sums, weight, extended, (row + size - 1 - i) * extendedWidth + size - 1 - j);
                    }
                }
            }
            for (int column = 0; column < width; column++) {
                y[at + row * width + column] = (float) sums[column];
            }
        }
    }

    private double[] extend(float[] x, int xWidth) {
        double[] extended = new double[rows.length * columns.length];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                extended[row * columns.length + column] = x[rows[row] * xWidth + columns[column]];
            }
        }
        return extended;
    }

    /** The inner loop, alone in a method so that the JIT compiler vectorises it. */
    private static void addScaled(double[] sums, double weight, double[] values, int from) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * values[from + i];
        }
    }
}
