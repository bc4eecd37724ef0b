package dev.shakedown.attackworker.metric;

import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.image.PlanarImage;

/** All metrics of a pair of images at once. */
public final class ImageComparison {

    private ImageComparison() {}

    /**
     * Compares an image with what it should be.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public static ImageQuality compare(PlanarImage image, PlanarImage reference) {
        ClampedValues.checkSameSize(image, reference);
        double[] a = ClampedValues.of(image);
        double[] b = ClampedValues.of(reference);
        return new ImageQuality(Psnr.of(a, b), Ncc.of(a, b), Ssim.of(a, b, image.height(), image.width()));
    }
}
