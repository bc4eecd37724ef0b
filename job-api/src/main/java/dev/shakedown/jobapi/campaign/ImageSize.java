package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import org.jspecify.annotations.Nullable;

/**
 * Extents of an image in pixels.
 *
 * @param width columns
 * @param height rows
 */
public record ImageSize(int width, int height) {

    /** The size of an uploaded image. */
    public static ImageSize of(ImageRef image) {
        return new ImageSize(image.width(), image.height());
    }

    /** The size of an image as the document has it, before it is blurred. */
    public static ImageSize of(ImageSource source) {
        return of(
                source instanceof ImageSource.Sharp photograph
                        ? photograph.sharp()
                        : ((ImageSource.Blurred) source).blurred());
    }

    /** The size that is left after blurring; null stands for no blur. */
    public ImageSize after(@Nullable BlurSpec blur) {
        if (blur == null || blur.boundary() != Boundary.VALID) {
            return this;
        }
        int lost = 2 * blur.model().reach(width, height);
        return new ImageSize(width - lost, height - lost);
    }

    /** What to add to a message about this size and another: where one is the other turned by 90 degrees, the cause. */
    String hintWhereTurned(ImageSize other) {
        return width == other.height && height == other.width && width != height
                ? "; one of the two is turned by 90 degrees: does it lack its EXIF orientation?"
                : "";
    }

    /** The smaller extent. */
    public int shorterSide() {
        return Math.min(width, height);
    }

    /** Such as {@code 640x480}. */
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
