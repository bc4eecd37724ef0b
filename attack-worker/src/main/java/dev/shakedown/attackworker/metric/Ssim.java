package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;

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

    private Ssim() {}

    static double of(double[] a, double[] b, int height, int width) {
        if (Math.min(height, width) < GaussianWindow.SIZE) {
            return Double.NaN;
        }
        int plane = height * width;
        double sum = 0;
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            int from = channel * plane;
            sum += ofPlane(
                    Arrays.copyOfRange(a, from, from + plane),
                    Arrays.copyOfRange(b, from, from + plane),
                    new GaussianWindow(height, width));
        }
        return sum / PlanarImage.CHANNELS;
    }

    private static double ofPlane(double[] a, double[] b, GaussianWindow window) {
        double[] meanA = window.means(a);
        double[] meanB = window.means(b);
        double[] meanAa = window.meansOfProducts(a, a);
        double[] meanBb = window.meansOfProducts(b, b);
        double[] meanAb = window.meansOfProducts(a, b);
        double sum = 0;
        for (int i = 0; i < meanA.length; i++) {
            double squares = meanA[i] * meanA[i] + meanB[i] * meanB[i];
            double product = meanA[i] * meanB[i];
            double variances = meanAa[i] + meanBb[i] - squares;
            double covariance = meanAb[i] - product;
            sum += (2 * product + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
        }
        return sum / meanA.length;
    }
}
