package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/**
 * One channel of an image x with what lies beyond its edge, as far as kernels of radius R reach, in float64. Row r of x
 * is row r + R here; the same for columns. For {@link Boundary#VALID} nothing lies beyond, and rows count from the
 * first whose whole kernel lies inside.
 */
final class ExtendedPlane {

    private final int width;
    private final int radius;
    private final double[] values;

    ExtendedPlane(PlanarImage image, int channel, int radius, Boundary boundary) {
        int reach = boundary == Boundary.VALID ? 0 : radius;
        int[] rows = indices(boundary, image.height(), reach);
        int[] columns = indices(boundary, image.width(), reach);
        float[] x = image.plane(channel);
        this.width = columns.length;
        this.radius = radius;
        this.values = new double[rows.length * width];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < width; column++) {
                values[row * width + column] = x[rows[row] * image.width() + columns[column]];
            }
        }
    }

    /**
     * Adds a part of a row of the convolution with a kernel to sums.
     *
     * @param b of radius R at most
     * @param from column of the result that goes to the first sum
     */
    void convolveRow(BlurKernel b, int row, int from, double[] sums) {
        int size = b.size();
        // A smaller kernel is one with zeros around it.
        int border = radius - b.radius();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double weight = b.at(i, j);
                if (weight != 0) {
                    // Row r - i of x is row r + 2R - i here; the same for columns.
                    int top = row + border + size - 1 - i;
                    addScaled(sums, weight, values, top * width + from + border + size - 1 - j);
                }
            }
        }
    }

    /** The inner loop, alone in a method so that the JIT compiler vectorises it. */
    private static void addScaled(double[] sums, double weight, double[] values, int from) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * values[from + i];
        }
    }

    /**
     * For every place from -reach to length + reach - 1, the index of the pixel that stands there.
     *
     * @param reach how many pixels beyond either edge are needed, 0 for {@link Boundary#VALID}
     */
    static int[] indices(Boundary boundary, int length, int reach) {
        int[] indices = new int[length + 2 * reach];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = index(boundary, i - reach, length);
        }
        return indices;
    }

    private static int index(Boundary boundary, int place, int length) {
        return switch (boundary) {
            case REFLECT -> reflected(place, length);
            case CIRCULAR -> Math.floorMod(place, length);
            case REPLICATE -> Math.min(length - 1, Math.max(0, place));
            case VALID -> place;
        };
    }

    /** The edge pixel is not repeated, so the mirrored image repeats every 2 (length - 1) pixels. */
    private static int reflected(int place, int length) {
        if (length == 1) {
            return 0;
        }
        int period = 2 * (length - 1);
        int within = Math.floorMod(place, period);
        return Math.min(within, period - within);
    }
}
