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
}
