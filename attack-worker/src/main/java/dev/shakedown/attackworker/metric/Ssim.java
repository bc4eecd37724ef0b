package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;
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

    /** A plane of an image with its local means and local means of squares. */
    private record Moments(double[] values, double[] means, double[] squares) {}

    /** Images by identity, as the pairs of {@link #of} have them. */
    record Pair(ClampedImage image, ClampedImage reference) {}

    private Ssim() {}

    /** That of each pair, in order. */
    static double[] of(List<Pair> pairs) {
        double[] sums = new double[pairs.size()];
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            // One channel at a time, since all images' moments are in memory together.
            Map<ClampedImage, Moments> known = new IdentityHashMap<>();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += ofPlane(pairs.get(i), channel, known);
            }
        }
        return Arrays.stream(sums).map(sum -> sum / PlanarImage.CHANNELS).toArray();
    }

    private static double ofPlane(Pair pair, int channel, Map<ClampedImage, Moments> known) {
        ClampedImage image = pair.image();
        if (Math.min(image.height(), image.width()) < GaussianWindow.SIZE) {
            return Double.NaN;
        }
        GaussianWindow window = new GaussianWindow(image.height(), image.width());
        Moments a = known.computeIfAbsent(image, each -> moments(each.plane(channel), window));
        Moments b = known.computeIfAbsent(pair.reference(), each -> moments(each.plane(channel), window));
        double[] products = window.meansOfProducts(a.values(), b.values());
        double sum = 0;
        for (int i = 0; i < products.length; i++) {
            double meanA = a.means()[i];
            double meanB = b.means()[i];
            double squares = meanA * meanA + meanB * meanB;
            double product = meanA * meanB;
            double variances = a.squares()[i] + b.squares()[i] - squares;
            double covariance = products[i] - product;
            sum += (2 * product + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
        }
        return sum / products.length;
    }

    private static Moments moments(double[] values, GaussianWindow window) {
        return new Moments(values, window.means(values), window.meansOfProducts(values, values));
    }

    /**
     * Local means under a Gaussian of 11 x 11 pixels and standard deviation 1.5, only where the window lies inside the
     * image. Separable: first along rows, then along columns.
     */
    static final class GaussianWindow {

        static final int SIZE = 11;

        private static final double SIGMA = 1.5;
        private static final double[] WEIGHTS = weights();

        private final int height;
        private final int width;

        /** For planes of the given size, at least 11 x 11. */
        GaussianWindow(int height, int width) {
            this.height = height;
            this.width = width;
        }

        private static double[] weights() {
            double[] weights = new double[SIZE];
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

        /** The means of the products a b, shape (height - 10, width - 10). */
        double[] meansOfProducts(double[] a, double[] b) {
            double[] products = new double[a.length];
            for (int i = 0; i < products.length; i++) {
                products[i] = a[i] * b[i];
            }
            return means(products);
        }

        /** The means of a plane, shape (height - 10, width - 10). */
        double[] means(double[] plane) {
            int innerHeight = height - SIZE + 1;
            int innerWidth = width - SIZE + 1;
            double[] alongRows = new double[height * innerWidth];
            for (int row = 0; row < height; row++) {
                weigh(alongRows, row * innerWidth, innerWidth, plane, row * width, 1);
            }
            double[] means = new double[innerHeight * innerWidth];
            for (int row = 0; row < innerHeight; row++) {
                weigh(means, row * innerWidth, innerWidth, alongRows, row * innerWidth, innerWidth);
            }
            return means;
        }

        /**
         * Writes {@code count} sums from {@code at} on, the first of {@code values[from + k * stride]} for k from 0 to
         * 10. Written out, so that the compiler makes one pass of vector instructions instead of eleven.
         */
        private static void weigh(double[] sums, int at, int count, double[] values, int from, int stride) {
            double w0 = WEIGHTS[0];
            double w1 = WEIGHTS[1];
            double w2 = WEIGHTS[2];
            double w3 = WEIGHTS[3];
            double w4 = WEIGHTS[4];
            double w5 = WEIGHTS[5];
            for (int i = 0; i < count; i++) {
                int j = from + i;
                sums[at + i] = w0 * values[j]
                        + w1 * values[j + stride]
                        + w2 * values[j + 2 * stride]
                        + w3 * values[j + 3 * stride]
                        + w4 * values[j + 4 * stride]
                        + w5 * values[j + 5 * stride]
                        + w4 * values[j + 6 * stride]
                        + w3 * values[j + 7 * stride]
                        + w2 * values[j + 8 * stride]
                        + w1 * values[j + 9 * stride]
                        + w0 * values[j + 10 * stride];
            }
        }
    }
}
