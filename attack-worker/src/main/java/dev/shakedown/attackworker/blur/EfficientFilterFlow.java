package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Blur by local kernels on a grid of overlapping patches p, each with a window w(p) such that all windows sum to 1 in
 * every pixel:
 *
 * <p>y = sum over p of w(p) . (x * b(p))
 *
 * <p>The windows are applied after the convolutions, so that the kernel of a pixel is the interpolated one, sum over p
 * of w(p, pixel) b(p), whose sum is 1: a constant image stays constant. The form of M. Hirsch, S. Sra, B. Schoelkopf
 * and S. Harmeling, "Efficient Filter Flow for Space-Variant Multiframe Blind Deconvolution", CVPR 2010, has the
 * windows before the convolutions, sum over p of (w(p) . x) * b(p), which keeps the sum of all light instead, but draws
 * the edges of patches into constant areas; windows after them are those of J. Nagy and D. O'Leary, "Restoring images
 * degraded by spatially variant blur", SIAM Journal on Scientific Computing 19(4), 1998. Windows: {@link PatchWindows}
 * on either axis, multiplied, over the sharp image.
 *
 * <p>Each kernel is convolved with its window's support only, in float64. Channels run in parallel. The result does not
 * depend on the machine.
 */
public final class EfficientFilterFlow implements BlurOperator {

    private final int rows;
    private final int columns;
    private final List<BlurKernel> kernels;

    /**
     * A grid.
     *
     * @param rows of patches, from the top
     * @param columns of patches, from the left
     * @param kernels rows x columns of them, row by row; smaller ones count as padded to the largest side
     * @throws IllegalArgumentException if there are not so many kernels
     */
    public EfficientFilterFlow(int rows, int columns, List<BlurKernel> kernels) {
        if (rows < 1 || columns < 1 || kernels.size() != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "%d kernels for a grid of %d x %d".formatted(kernels.size(), rows, columns));
        }
        int size = kernels.stream().mapToInt(BlurKernel::size).max().orElseThrow();
        this.rows = rows;
        this.columns = columns;
        this.kernels = kernels.stream().map(kernel -> kernel.padTo(size)).toList();
    }

    /** Common radius of the kernels in pixels. */
    public int radius() {
        return kernels.get(0).radius();
    }

    @Override
    public int reach(int width, int height) {
        return radius();
    }

    @Override
    public BlurKernel centralKernel(int width, int height) {
        return kernelAt(height, width, (height - 1) / 2.0, (width - 1) / 2.0);
    }

    @Override
    public PlanarImage blur(PlanarImage x, Boundary boundary) {
        int lost = boundary == Boundary.VALID ? radius() : 0;
        int height = x.height() - 2 * lost;
        int width = x.width() - 2 * lost;
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a valid blur of %s with kernels of side %d leaves nothing".formatted(x, 2 * radius() + 1));
        }
        double[][] down = windows(rows, x.height(), lost, height);
        double[][] right = windows(columns, x.width(), lost, width);
        float[] y = new float[PlanarImage.CHANNELS * height * width];
        IntStream.range(0, PlanarImage.CHANNELS).parallel().forEach(channel -> {
            ExtendedPlane plane = new ExtendedPlane(x, channel, radius(), boundary);
            double[][] sums = new double[height][width];
            for (int patch = 0; patch < kernels.size(); patch++) {
                add(plane, kernels.get(patch), down[patch / columns], right[patch % columns], sums);
            }
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    y[(channel * height + row) * width + column] = (float) sums[row][column];
                }
            }
        });
        return PlanarImage.of(height, width, y);
    }

    /**
     * The kernel of one pixel: the local ones, weighted by their windows.
     *
     * @param height of the sharp image in pixels
     * @param width of the sharp image in pixels
     * @param row of the pixel; between two rows it need not be whole
     * @param column of the pixel; between two columns it need not be whole
     */
    public BlurKernel kernelAt(int height, int width, double row, double column) {
        int size = 2 * radius() + 1;
        double[] weights = new double[size * size];
        for (int patch = 0; patch < kernels.size(); patch++) {
            double share = new PatchWindows(rows, height).weight(patch / columns, row)
                    * new PatchWindows(columns, width).weight(patch % columns, column);
            double[] local = kernels.get(patch).weights();
            for (int i = 0; i < weights.length; i++) {
                weights[i] += share * local[i];
            }
        }
        return BlurKernel.of(size, weights);
    }

    private static double[][] windows(int patches, int length, int from, int count) {
        PatchWindows windows = new PatchWindows(patches, length);
        return IntStream.range(0, patches)
                .mapToObj(patch -> windows.weights(patch, from, count))
                .toArray(double[][]::new);
    }

    /** Adds one patch's part of y. */
    private static void add(ExtendedPlane plane, BlurKernel kernel, double[] down, double[] right, double[][] sums) {
        int top = first(down);
        int left = first(right);
        int height = end(down) - top;
        int width = end(right) - left;
        if (height <= 0 || width <= 0) {
            return;
        }
        double[][] convolved = plane.convolve(kernel, top, left, height, width);
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                sums[top + row][left + column] += down[top + row] * right[left + column] * convolved[row][column];
            }
        }
    }

    private static int first(double[] window) {
        int from = 0;
        while (from < window.length && window[from] == 0) {
            from++;
        }
        return from;
    }

    private static int end(double[] window) {
        int to = window.length;
        while (to > 0 && window[to - 1] == 0) {
            to--;
        }
        return to;
    }

    /**
     * Overlapping windows along one axis that sum to 1 everywhere: triangles around the centres of equal patches, as in
     * bilinear interpolation, constant beyond the outermost centres. With n patches over a length L and d = L / n,
     * patch i has its centre at c(i) = (i + 1/2) d - 1/2, in pixels, and
     *
     * <p>w(i, r) = max(0, 1 - |r - c(i)| / d), where r is first moved into [c(0), c(n - 1)].
     *
     * @param patches n
     * @param length L in pixels
     */
    record PatchWindows(int patches, int length) {

        /** The weight of a patch at a place, both counted from 0; the place need not be whole. */
        double weight(int patch, double place) {
            double distance = (double) length / patches;
            double first = 0.5 * distance - 0.5;
            double last = (patches - 0.5) * distance - 0.5;
            double inside = Math.min(last, Math.max(first, place));
            return Math.max(0, 1 - Math.abs((inside - first) / distance - patch));
        }

        /** A patch's weights at so many places from the given one on. */
        double[] weights(int patch, int from, int count) {
            double[] weights = new double[count];
            for (int i = 0; i < count; i++) {
                weights[i] = weight(patch, from + i);
            }
            return weights;
        }
    }
}
