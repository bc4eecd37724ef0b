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
                qualities.add(new ImageQuality(Psnr.of(a, b), Ncc.of(a, b), similarities[next]));
                next++;
            }
        }
        return qualities;
    }
}
