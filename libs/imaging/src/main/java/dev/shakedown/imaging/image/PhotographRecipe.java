package dev.shakedown.imaging.image;

import org.jspecify.annotations.Nullable;

/**
 * What is done to a photograph before it is used, in this order: transparent pixels are laid over the background, the
 * picture is turned upright, cropped, and resized.
 *
 * @param crop what is cut out of the upright picture; null for all
 * @param resize the size that it gets; null for its own
 * @param background 0xRRGGBB; null for {@link #WHITE}
 */
public record PhotographRecipe(
        @Nullable Crop crop,
        @Nullable Resize resize,
        @Nullable Integer background) {

    /** The background where none is named. */
    public static final int WHITE = 0xffffff;

    /** Leaves a picture as it is. */
    public static final PhotographRecipe NONE = new PhotographRecipe(null, null, null);

    /** What is done where the shape of a picture differs from the wanted size. */
    public enum Fit {
        /** The middle is cut out, as much as has the shape. */
        CROP,
        /** Width and height are scaled on their own, which distorts. */
        RESIZE,
        /** The picture is left out. */
        SKIP
    }

    /**
     * A rectangle of the upright picture.
     *
     * @param left from 0; null for the middle, together with top
     * @param top from 0
     */
    public record Crop(@Nullable Integer left, @Nullable Integer top, int width, int height) {}

    public sealed interface Resize {}

    /** The longer side gets this many pixels, if it has more; the other in proportion, rounded. */
    public record LongerSide(int pixels) implements Resize {}

    /** Exactly this size, smaller or larger. */
    public record Exact(int width, int height, Fit fit) implements Resize {}
}
