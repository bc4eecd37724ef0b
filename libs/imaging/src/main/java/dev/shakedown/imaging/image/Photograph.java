package dev.shakedown.imaging.image;

import dev.shakedown.imaging.image.JpegStructure.JpegPixels;
import dev.shakedown.imaging.image.PhotographRecipe.Crop;
import dev.shakedown.imaging.image.PhotographRecipe.Exact;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
import dev.shakedown.imaging.image.PhotographRecipe.LongerSide;
import dev.shakedown.imaging.image.PngStructure.PngPixels;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the canonical picture of a photograph: an upright, opaque RGB picture within {@link ImageLimits#DEFAULT}, as a
 * file that {@link ImageDecoder} reads exactly. A file that is one already stays as it is, byte for byte.
 *
 * <p>Reads PNG, JPEG (also CMYK), WebP, TIFF, GIF and BMP of up to 50 megapixels. Samples are resampled as they are
 * stored, without linearisation; see {@link Rendering.Resampling} for the filter.
 */
public final class Photograph {

    private static final String CHANGES =
            "%s, or smaller by resize: 1024 (pixels of the longer side), or crop: 1024x768 (the middle)";

    private final byte[] file;
    private final FileSignature kind;
    private final PhotographRecipe recipe;
    private final List<String> done = new ArrayList<>();

    private Photograph(byte[] file, PhotographRecipe recipe) {
        this.file = file;
        this.kind = FileSignature.of(file);
        this.recipe = recipe;
    }

    /** Reads a file and follows a recipe. */
    public static PhotographReading read(byte[] file, PhotographRecipe recipe) {
        try {
            return new Photograph(file, recipe).read();
        } catch (UnreadableImageException e) {
            ImageDecoding.Refused refused = e.toRefused();
            return new PhotographReading.Refused(refused.problem(), refused.expected());
        }
    }

    private PhotographReading read() throws UnreadableImageException {
        switch (kind) {
            case PNG -> {
                PngPixels parts = PngStructure.parse(file, ImageLimits.PHOTOGRAPH);
                PngHeader header = parts.header();
                boolean isOpaque = !header.colourType().hasAlpha() && parts.transparency().length == 0;
                return stays(isOpaque, header.width(), header.height(), parts.orientation())
                        ? new PhotographReading.Unchanged()
                        : made(StoredPng.decode(parts), true);
            }
            case JPEG -> {
                JpegPixels parts = JpegStructure.parse(file, ImageLimits.PHOTOGRAPH);
                boolean isRgb = parts.inks() == JpegPixels.Inks.NONE;
                if (!isRgb) {
                    done.add("CMYK to RGB");
                }
                return stays(isRgb, parts.width(), parts.height(), parts.orientation())
                        ? new PhotographReading.Unchanged()
                        : made(StoredJpeg.decode(parts), isRgb);
            }
            case OTHER -> throw new UnreadableImageException(FileSignature.describe(file), FileSignature.remedy(file));
            default -> {
                return made(new BitmapReader(kind, file, ImageLimits.PHOTOGRAPH).read(), false);
            }
        }
    }

    /** Whether nothing has to be decoded to know that the file can be used as it is. */
    private boolean stays(boolean isCanonical, int width, int height, Orientation orientation)
            throws UnreadableImageException {
        Box whole = upright(width, height, orientation);
        if (!isCanonical) {
            return false;
        }
        Box cut = cut(whole);
        if (!cut.equals(whole) || misfits(cut)) {
            return false;
        }
        Box result = result(cut);
        return result.hasSize(whole.width(), whole.height());
    }

    private PhotographReading made(StoredPicture stored, boolean isKept) throws UnreadableImageException {
        Orientation orientation = stored.orientation();
        Box whole = upright(stored.width(), stored.height(), orientation);
        Box cut = cut(whole);
        if (misfits(cut) && recipe.resize() instanceof Exact exact) {
            return new PhotographReading.Skipped(
                    "is %s, which has not the shape of %dx%d".formatted(cut.size(), exact.width(), exact.height()));
        }
        Box result = result(cut);
        Box source = shaped(cut);
        int background = recipe.background() == null ? PhotographRecipe.WHITE : recipe.background();
        Rendering rendering = new Rendering(stored, rgb(background));
        boolean turned = orientation.swapsAxes();
        PlanarImage image = orientation.upright(rendering.render(
                orientation.stored(source, stored.width(), stored.height()),
                turned ? result.height() : result.width(),
                turned ? result.width() : result.height()));
        if (isKept && !rendering.foundTransparency() && result.equals(whole)) {
            return new PhotographReading.Unchanged();
        }
        describe(whole, source, result, orientation, rendering.foundTransparency(), background);
        byte[] png = stored.isDeep() ? PngEncoder.encodeDeep(image) : PngEncoder.encode(image);
        return new PhotographReading.Made(
                png, "%s %s".formatted(kind.word(), String.join("; ", done)), rendering.foundTransparency());
    }

    private void describe(
            Box whole, Box source, Box result, Orientation orientation, boolean transparent, int background) {
        done.add(0, whole.size());
        if (transparent) {
            done.add("over #%06x".formatted(background));
        }
        if (orientation != Orientation.UPRIGHT) {
            done.add("turned upright");
        }
        if (!source.equals(whole)) {
            done.add("cropped to %s at %d,%d".formatted(source.size(), source.left(), source.top()));
        }
        if (!result.hasSize(source.width(), source.height())) {
            done.add("resized to %s (Lanczos-3)".formatted(result.size()));
        }
    }

    private static float[] rgb(int colour) {
        return new float[] {((colour >> 16) & 255) / 255f, ((colour >> 8) & 255) / 255f, (colour & 255) / 255f};
    }

    private static Box upright(int width, int height, Orientation orientation) {
        return orientation.swapsAxes() ? new Box(0, 0, height, width) : new Box(0, 0, width, height);
    }

    private Box cut(Box whole) throws UnreadableImageException {
        Crop crop = recipe.crop();
        if (crop == null) {
            return whole;
        }
        Box box = crop.left() == null || crop.top() == null
                ? whole.middle(crop.width(), crop.height())
                : new Box(crop.left(), crop.top(), crop.width(), crop.height());
        if (box.left() < 0
                || box.top() < 0
                || (long) box.left() + box.width() > whole.width()
                || (long) box.top() + box.height() > whole.height()) {
            throw new UnreadableImageException(
                    "the picture is %s, smaller than the crop of %s".formatted(whole.size(), box.size()),
                    "a crop inside of the picture");
        }
        return box;
    }

    private boolean misfits(Box cut) {
        return recipe.resize() instanceof Exact exact
                && exact.fit() == Fit.SKIP
                && (long) cut.width() * exact.height() != (long) cut.height() * exact.width();
    }

    /** What is cut out in the end: a picture that is cropped to a shape loses its margins. */
    private Box shaped(Box cut) {
        return recipe.resize() instanceof Exact exact && exact.fit() == Fit.CROP
                ? cut.largestOfShape(exact.width(), exact.height())
                : cut;
    }

    /** The size in the end, as a box at 0,0. */
    private Box result(Box cut) throws UnreadableImageException {
        Box size = new Box(0, 0, cut.width(), cut.height());
        if (recipe.resize() instanceof Exact exact) {
            size = new Box(0, 0, exact.width(), exact.height());
        } else if (recipe.resize() instanceof LongerSide longer
                && Math.max(cut.width(), cut.height()) > longer.pixels()) {
            double scale = (double) longer.pixels() / Math.max(cut.width(), cut.height());
            size = new Box(0, 0, (int) Math.max(1, Math.round(cut.width() * scale)), (int)
                    Math.max(1, Math.round(cut.height() * scale)));
        }
        ImageLimits limits = ImageLimits.DEFAULT;
        if (!limits.allow(size.width(), size.height())) {
            throw new UnreadableImageException(
                    "the picture is %s pixels".formatted(size.size()), CHANGES.formatted(limits.described()));
        }
        return size;
    }
}
