package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;
import org.jspecify.annotations.Nullable;

/**
 * An image and what it should be.
 *
 * @param reference of the image's size; null where it is not known
 */
public record ImagePair(PlanarImage image, @Nullable PlanarImage reference) {

    public ImagePair {
        if (reference != null && !image.sameSizeAs(reference)) {
            throw new IllegalArgumentException("images of different sizes: %s and %s".formatted(image, reference));
        }
    }
}
