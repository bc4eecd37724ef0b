package dev.shakedown.attackworker.metric;

import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All metrics of pairs of images at once. */
public final class ImageComparison {

    private ImageComparison() {}

    /**
     * Compares an image with what it should be.
     *
     * @throws IllegalArgumentException if the sizes differ
     */
    public static ImageQuality compare(PlanarImage image, PlanarImage reference) {
        return Objects.requireNonNull(
                compare(List.of(new ImagePair(image, reference))).get(0));
    }

    /**
     * Compares several pairs. An image that is in more than one, as the same object, is looked at once; what that gives
     * is the same number for number.
     *
     * @return a quality for each pair, in order; null where the pair has no reference
     */
    public static List<@Nullable ImageQuality> compare(List<ImagePair> pairs) {
        Map<PlanarImage, ClampedImage> images = new IdentityHashMap<>();
        List<Ssim.Pair> known = new ArrayList<>();
        for (ImagePair pair : pairs) {
            if (pair.reference() != null) {
                known.add(new Ssim.Pair(
                        images.computeIfAbsent(pair.image(), ClampedImage::new),
                        images.computeIfAbsent(pair.reference(), ClampedImage::new)));
            }
        }
        double[] similarities = Ssim.of(known);
        List<@Nullable ImageQuality> qualities = new ArrayList<>();
        int next = 0;
        for (ImagePair pair : pairs) {
            if (pair.reference() == null) {
                qualities.add(null);
            } else {
                ClampedImage a = known.get(next).image();
                ClampedImage b = known.get(next).reference();
                ClampedImage.Sums sums = a.sums(b);
                qualities.add(new ImageQuality(psnr(a, sums), ncc(a, b, sums), similarities[next]));
                next++;
            }
        }
        return qualities;
    }

    /** The peak signal-to-noise ratio alone, the same number as that of {@link #compare(PlanarImage, PlanarImage)}. */
    public static double psnr(PlanarImage image, PlanarImage reference) {
        ImagePair pair = new ImagePair(image, reference);
        ClampedImage a = new ClampedImage(pair.image());
        return psnr(a, a.sums(new ClampedImage(reference)));
    }

    /**
     * Peak signal-to-noise ratio with peak 1: -10 log10(MSE), where MSE is one mean over all pixels and channels of the
     * squared difference. In dB; infinite if the images are equal after clamping to [0,1], NaN if either has a NaN.
     */
    private static double psnr(ClampedImage a, ClampedImage.Sums sums) {
        return -10 * StrictMath.log10(sums.squaredDifferences() / a.size());
    }

    /**
     * Normalised cross-correlation of the mean-free images: with a' = a - mean(a), one global mean over all RGB values,
     * and b' likewise,
     *
     * <p>NCC = &lt;a', b'&gt; / (||a'|| ||b'||)
     *
     * <p>This is Pearson's correlation coefficient. J. P. Lewis, "Fast normalized cross-correlation", 1995, at zero
     * shift. In [-1,1]; NaN if either image is constant after clamping to [0,1] or has a NaN.
     */
    private static double ncc(ClampedImage a, ClampedImage b, ClampedImage.Sums sums) {
        if (a.isConstant() || b.isConstant()) {
            // The rounded mean need not be the constant, so the norm below need not be exactly 0.
            return Double.NaN;
        }
        double ncc = sums.centredProducts() / (Math.sqrt(a.squares()) * Math.sqrt(b.squares()));
        return Math.min(1, Math.max(-1, ncc));
    }

    /** An image and what it should be; {@code reference}: of the image's size; null where it is not known. */
    public record ImagePair(PlanarImage image, @Nullable PlanarImage reference) {

        public ImagePair {
            if (reference != null && !image.sameSizeAs(reference)) {
                throw new IllegalArgumentException("images of different sizes: %s and %s".formatted(image, reference));
            }
        }
    }
}
