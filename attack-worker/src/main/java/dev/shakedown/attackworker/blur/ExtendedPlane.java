package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.array.WeightedRows;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Arrays;

/**
 * One channel of an image x with what lies beyond its edge, as far as kernels of radius R reach, in float64. Row r of x
 * is row r + R here; the same for columns. For {@link Boundary#VALID} nothing lies beyond, and rows count from the
 * first whose whole kernel lies inside.
 */
final class ExtendedPlane {

    private final int radius;
    private final double[][] rows;

    ExtendedPlane(PlanarImage image, int channel, int radius, Boundary boundary) {
        int reach = boundary == Boundary.VALID ? 0 : radius;
        int[] places = indices(boundary, image.height(), reach);
        int[] columns = indices(boundary, image.width(), reach);
        float[] x = image.plane(channel);
        this.radius = radius;
        this.rows = new double[places.length][columns.length];
        for (int row = 0; row < rows.length; row++) {
            int start = places[row] * image.width();
            for (int column = 0; column < columns.length; column++) {
                rows[row][column] = x[start + columns[column]];
            }
        }
    }

    int height() {
        return rows.length;
    }

    int width() {
        return rows[0].length;
    }

    /** Copies a part of a row. */
    void copy(int row, int from, double[] into, int count) {
        System.arraycopy(rows[row], from, into, 0, count);
    }

    /**
     * A rectangle of the convolution with a kernel; large kernels by {@link FourierConvolution}, others directly.
     *
     * @param b of radius R at most
     * @param top the first row, of the result's
     * @param left the first column
     * @return shape (height, width)
     */
    double[][] convolve(BlurKernel b, int top, int left, int height, int width) {
        long weights = Arrays.stream(b.weights()).filter(weight -> weight != 0).count();
        return weights < FourierConvolution.LEAST_WEIGHTS
                ? new DirectConvolution(left, width).of(b, top, height)
                : new FourierConvolution(b, radius, height, width).convolve(this, top, left);
    }

    /** Some columns of a convolution, weight after weight in a fixed order. */
    private final class DirectConvolution {

        private final int left;
        private final int width;
        private final int side = 2 * radius + 1;
        /** Parts of rows that begin at different places, each an array of its own; and which row each is of. */
        private final double[][] parts = new double[side * side][];

        private final int[] rowsOfParts = new int[side * side];

        DirectConvolution(int left, int width) {
            this.left = left;
            this.width = width;
        }

        double[][] of(BlurKernel b, int top, int height) {
            int size = b.size();
            // A smaller kernel is one with zeros around it.
            int border = radius - b.radius();
            double[][] result = new double[height][width];
            double[] weights = new double[size * size];
            double[][] scaled = new double[size * size][];
            for (int row = 0; row < height; row++) {
                int count = 0;
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        double weight = b.at(i, j);
                        if (weight != 0) {
                            // Row r - i of x is row r + 2R - i here; the same for columns.
                            weights[count] = weight;
                            scaled[count] = part(top + row + border + size - 1 - i, border + size - 1 - j);
                            count++;
                        }
                    }
                }
                WeightedRows.add(result[row], weights, scaled, count);
            }
            return result;
        }

        private double[] part(int row, int from) {
            int slot = row % side * side + from;
            if (parts[slot] == null) {
                parts[slot] = new double[width];
                rowsOfParts[slot] = -1;
            }
            if (rowsOfParts[slot] != row) {
                copy(row, left + from, parts[slot], width);
                rowsOfParts[slot] = row;
            }
            return parts[slot];
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
