package dev.shakedown.attackworker.edit;

import dev.shakedown.attackworker.edit.Lettering.Colour;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts something else into a region of an image. */
public final class RegionEdit {

    private RegionEdit() {}

    /**
     * The image with the patch in the rectangle; every other pixel stays as it is.
     *
     * @param patch of the rectangle's size
     * @throws IllegalArgumentException if the rectangle leaves the image, or the patch has another size
     */
    public static PlanarImage paste(PlanarImage image, Rectangle rectangle, PlanarImage patch) {
        requireInside(image, rectangle);
        if (patch.width() != rectangle.width() || patch.height() != rectangle.height()) {
            throw new IllegalArgumentException("patch: %dx%d: must be %dx%d, the size of the rectangle"
                    .formatted(patch.width(), patch.height(), rectangle.width(), rectangle.height()));
        }
        float[] values = image.values();
        float[] fresh = patch.values();
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            for (int row = 0; row < rectangle.height(); row++) {
                int from = (channel * rectangle.height() + row) * rectangle.width();
                int to = (channel * image.height() + rectangle.top() + row) * image.width() + rectangle.left();
                System.arraycopy(fresh, from, values, to, rectangle.width());
            }
        }
        return PlanarImage.of(image.height(), image.width(), values);
    }

    /**
     * The part of the image in the rectangle.
     *
     * @throws IllegalArgumentException if the rectangle leaves the image
     */
    public static PlanarImage cut(PlanarImage image, Rectangle rectangle) {
        requireInside(image, rectangle);
        return image.crop(rectangle.top(), rectangle.left(), rectangle.height(), rectangle.width());
    }

    /**
     * An image of weights: one in the rectangle, another around it.
     *
     * @param image whose size the weights have
     * @throws IllegalArgumentException if the rectangle leaves the image
     */
    public static PlanarImage weights(PlanarImage image, Rectangle rectangle, double inside, double outside) {
        return paste(
                filled(image.height(), image.width(), (float) outside),
                rectangle,
                filled(rectangle.height(), rectangle.width(), (float) inside));
    }

    private static PlanarImage filled(int height, int width, float value) {
        float[] values = new float[PlanarImage.CHANNELS * height * width];
        Arrays.fill(values, value);
        return PlanarImage.of(height, width, values);
    }

    private static void requireInside(PlanarImage image, Rectangle rectangle) {
        boolean inside = rectangle.left() >= 0
                && rectangle.top() >= 0
                && rectangle.width() >= 1
                && rectangle.height() >= 1
                && rectangle.left() + rectangle.width() <= image.width()
                && rectangle.top() + rectangle.height() <= image.height();
        if (!inside) {
            throw new IllegalArgumentException("rectangle: left %d, top %d, %dx%d: must lie inside of the image, %dx%d"
                    .formatted(
                            rectangle.left(),
                            rectangle.top(),
                            rectangle.width(),
                            rectangle.height(),
                            image.width(),
                            image.height()));
        }
    }

    /**
     * The target of a localised attack: the sharp image with one region edited.
     *
     * @param sharp x
     * @param picture the patch, exactly if it is a picture
     * @throws IllegalArgumentException if the region leaves the image, the picture has another size, or the text cannot
     *     be drawn
     */
    public static PlanarImage target(PlanarImage sharp, Objective.Localised edit, @Nullable PlanarImage picture) {
        PlanarImage patch = picture;
        if (edit.patch() instanceof Patch.Text text) {
            PlanarImage ground = cut(sharp, edit.rectangle());
            String background = text.background();
            patch = Lettering.write(
                    background == null ? ground : Colour.parse(background).fill(ground.height(), ground.width()),
                    text.text(),
                    Colour.parse(text.colour()));
        }
        if (patch == null) {
            throw new IllegalArgumentException("patch: its picture is missing");
        }
        return paste(sharp, edit.rectangle(), patch);
    }
}
