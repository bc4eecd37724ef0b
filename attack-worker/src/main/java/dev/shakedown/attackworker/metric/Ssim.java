package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.array.WeightedRows;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Structural similarity. With local means, variances and covariance under {@link GaussianWindow} (population, not
 * sample, statistics), C1 = 0.01^2 and C2 = 0.03^2 for data range 1:
 *
 * <p>SSIM = (2 mean(a) mean(b) + C1) (2 cov(a, b) + C2) / ((mean(a)^2 + mean(b)^2 + C1) (var(a) + var(b) + C2))
 *
 * <p>averaged over all windows inside the image and over the channels. Z. Wang, A. C. Bovik, H. R. Sheikh and E. P.
 * Simoncelli, "Image quality assessment: from error visibility to structural similarity", IEEE Transactions on Image
 * Processing 13(4), 2004. The same number as scikit-image's {@code structural_similarity(gaussian_weights=True,
 * sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=...)}.
 *
 * <p>In [-1,1], of the images clamped to [0,1]; NaN if a side is below 11 pixels, so that no window fits, or if either
 * image has a NaN.
 */
final class Ssim {

    private static final double C1 = 0.01 * 0.01;
    private static final double C2 = 0.03 * 0.03;

    /** Images by identity, as the pairs of {@link #of} have them. */
    record Pair(ClampedImage image, ClampedImage reference) {}

    private Ssim() {}

    /** That of each pair, in order. */
    static double[] of(List<Pair> pairs) {
        double[] sums = new double[pairs.size()];
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            Map<ClampedImage, PlaneRows> known = new IdentityHashMap<>();
            List<PairRows> rows = new ArrayList<>();
            for (Pair pair : pairs) {
                rows.add(new PairRows(rowsOf(pair.image(), channel, known), rowsOf(pair.reference(), channel, known)));
            }
            int height =
                    known.keySet().stream().mapToInt(ClampedImage::height).max().orElse(0);
            for (int row = 0; row < height; row++) {
                // All pairs row by row, so that what they share stays in the processor's cache.
                for (PlaneRows plane : known.values()) {
                    plane.next(row);
                }
                for (PairRows pair : rows) {
                    pair.next(row);
                }
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] += rows.get(i).mean();
            }
        }
        return Arrays.stream(sums).map(sum -> sum / PlanarImage.CHANNELS).toArray();
    }

    private static PlaneRows rowsOf(ClampedImage image, int channel, Map<ClampedImage, PlaneRows> known) {
        return known.computeIfAbsent(image, each -> new PlaneRows(each, channel));
    }

    /** A channel of an image, row after row, with the local means of its values and of their squares. */
    private static final class PlaneRows {

        private final ClampedImage image;
        private final int channel;
        private final double[] values;
        private final double[] squares;
        private final GaussianWindow means;
        private final GaussianWindow meansOfSquares;

        PlaneRows(ClampedImage image, int channel) {
            this.image = image;
            this.channel = channel;
            this.values = new double[image.width()];
            this.squares = new double[image.width()];
            this.means = new GaussianWindow(image.width());
            this.meansOfSquares = new GaussianWindow(image.width());
        }

        void next(int row) {
            if (row < image.height()) {
                image.row(channel, row, values);
                multiply(values, values, squares);
                means.add(values);
                meansOfSquares.add(squares);
            }
        }
    }

    /** A channel of two images, row after row, with the similarities of the windows so far. */
    private static final class PairRows {

        private final PlaneRows a;
        private final PlaneRows b;
        private final double[] products;
        private final double[] similarities;
        private final GaussianWindow means;
        private double sum;
        private int windows;

        PairRows(PlaneRows a, PlaneRows b) {
            this.a = a;
            this.b = b;
            this.products = new double[a.image.width()];
            this.means = new GaussianWindow(a.image.width());
            this.similarities = new double[means.count()];
        }

        void next(int row) {
            if (row >= a.image.height()) {
                return;
            }
            multiply(a.values, b.values, products);
            if (means.add(products)) {
                compare(
                        a.means.means(),
                        b.means.means(),
                        a.meansOfSquares.means(),
                        b.meansOfSquares.means(),
                        means.means(),
                        similarities);
                for (double similarity : similarities) {
                    sum += similarity;
                }
                windows += similarities.length;
            }
        }

        /** NaN if no window fits. */
        double mean() {
            return sum / windows;
        }

        private static void compare(
                double[] meansA,
                double[] meansB,
                double[] squaresA,
                double[] squaresB,
                double[] products,
                double[] similarities) {
            for (int i = 0; i < similarities.length; i++) {
                double meanA = meansA[i];
                double meanB = meansB[i];
                double squares = meanA * meanA + meanB * meanB;
                double product = meanA * meanB;
                double variances = squaresA[i] + squaresB[i] - squares;
                double covariance = products[i] - product;
                similarities[i] = (2 * product + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
            }
        }
    }

    private static void multiply(double[] a, double[] b, double[] products) {
        for (int i = 0; i < products.length; i++) {
            products[i] = a[i] * b[i];
        }
    }

    /**
     * Local means under a Gaussian of 11 x 11 pixels and standard deviation 1.5, only where the window lies inside the
     * image. Separable: first along rows, then along columns. Takes a plane row after row.
     */
    private static final class GaussianWindow {

        static final int SIZE = 11;

        private static final double SIGMA = 1.5;
        private static final int TOGETHER = 4;
        private static final double[] WEIGHTS = weights();

        private final int count;
        /** The last rows' sums along them, and the same in order; what is moved is a row without its first values. */
        private final double[][] alongRows;

        private final double[][] inOrder = new double[SIZE][];
        private final double[] moved;
        private final double[] means;
        private int rows;

        GaussianWindow(int width) {
            this.count = Math.max(0, width - SIZE + 1);
            this.alongRows = new double[SIZE][count];
            this.moved = new double[width + TOGETHER];
            this.means = new double[count];
        }

        /** How many windows lie side by side in a row; 0 if none fits. */
        int count() {
            return count;
        }

        /** The means of the windows that end with the row that was added last; for the caller to read, not to keep. */
        double[] means() {
            return means;
        }

        /** Takes the next row; returns whether windows end with it, so that there are means. */
        boolean add(double[] row) {
            if (count == 0) {
                return false;
            }
            double[] along = alongRows[rows % SIZE];
            Arrays.fill(along, 0);
            for (int k = 0; k < SIZE; k += TOGETHER) {
                System.arraycopy(row, k, moved, 0, Math.max(0, row.length - k));
                addScaled(along, moved, WEIGHTS[k], WEIGHTS[k + 1], WEIGHTS[k + 2], WEIGHTS[k + 3]);
            }
            rows++;
            if (rows < SIZE) {
                return false;
            }
            for (int k = 0; k < SIZE; k++) {
                inOrder[k] = alongRows[(rows + k) % SIZE];
            }
            Arrays.fill(means, 0);
            WeightedRows.add(means, WEIGHTS, inOrder, SIZE);
            return true;
        }

        /** A short loop with constant distances, of which the compiler makes vector instructions. */
        private static void addScaled(double[] sums, double[] values, double w0, double w1, double w2, double w3) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i] + w0 * values[i] + w1 * values[i + 1] + w2 * values[i + 2] + w3 * values[i + 3];
            }
        }

        /** The weights, and zeros up to a multiple of {@link #TOGETHER}. */
        private static double[] weights() {
            double[] weights = new double[(SIZE + TOGETHER - 1) / TOGETHER * TOGETHER];
            double sum = 0;
            for (int i = 0; i < SIZE; i++) {
                double distance = (i - SIZE / 2) / SIGMA;
                weights[i] = StrictMath.exp(-distance * distance / 2);
                sum += weights[i];
            }
            for (int i = 0; i < SIZE; i++) {
                weights[i] /= sum;
            }
            return weights;
        }
    }
}
