package dev.shakedown.imaging.image;

/**
 * The sizes of photograph that are accepted, decided by the file's header before anything is decoded. Height and width
 * have the same limits, so a picture passes whether or not it is stored sideways.
 *
 * @param minSide smallest height and width in pixels
 * @param maxSide greatest height and width in pixels
 */
public record ImageLimits(int minSide, int maxSide, int maxPixels) {

    /** Sides from 2 to 8192 and at most 4,194,304 pixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(2, 8192, 4_194_304);

    /** Of photographs that are made smaller before they are used: up to 50 megapixels, as phones take them. */
    static final ImageLimits PHOTOGRAPH = new ImageLimits(2, 32_768, 50_331_648);

    public ImageLimits {
        if (minSide < 1 || maxSide < minSide || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "minSide %d, maxSide %d, maxPixels %d".formatted(minSide, maxSide, maxPixels));
        }
    }

    boolean allow(long width, long height) {
        return Math.min(width, height) >= minSide && Math.max(width, height) <= maxSide && width * height <= maxPixels;
    }

    void check(long width, long height) throws UnreadableImageException {
        if (!allow(width, height)) {
            throw new UnreadableImageException("the image is %d x %d pixels".formatted(width, height), described());
        }
    }

    String described() {
        return "sides of %d to %d pixels and at most %d pixels in all".formatted(minSide, maxSide, maxPixels);
    }
}
