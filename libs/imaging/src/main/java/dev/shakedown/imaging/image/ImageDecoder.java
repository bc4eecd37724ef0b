package dev.shakedown.imaging.image;

import dev.shakedown.imaging.image.JpegStructure.JpegPixels;

/**
 * Reads a PNG or JPEG file that a stranger sent. Other photographs become such a file before: {@link Photograph}.
 *
 * <ul>
 *   <li>Sizes are judged by the header, before anything is allocated; metadata is cut away before decoding, so
 *       compressed profiles and comments are never inflated.
 *   <li>Truncated or damaged files are refused, not repaired: a campaign attacks exact pixels.
 *   <li>PNG: grey, palette and RGB of every depth; 16-bit files keep their precision. An alpha channel that is opaque
 *       everywhere is dropped; transparency is refused, because what lies behind it is not in the file. Animations are
 *       refused.
 *   <li>JPEG: grey and three-component files, baseline or progressive, of 8 bits. CMYK and YCCK are refused.
 *   <li>The EXIF orientation is applied (JPEG: APP1, PNG: eXIf), so height and width are those of the upright picture;
 *       where it is damaged, the picture is taken as stored.
 *   <li>Colour profiles and gamma are not applied; grey becomes three equal channels.
 * </ul>
 *
 * <p>JPEG leaves the decoder some freedom, so another JDK may give values that differ by 1/255 here and there; PNG does
 * not.
 */
public final class ImageDecoder {

    private ImageDecoder() {}

    /** Decodes a file; {@code file}: the bytes of a PNG or JPEG. */
    public static ImageDecoding decode(byte[] file, ImageLimits limits) {
        try {
            StoredPicture stored = switch (FileSignature.of(file)) {
                case PNG -> StoredPng.decode(PngStructure.parse(file, limits));
                case JPEG -> StoredJpeg.decode(withoutInks(JpegStructure.parse(file, limits)));
                default -> throw new UnreadableImageException(FileSignature.describe(file), "a PNG or JPEG file");
            };
            return new ImageDecoding.Decoded(stored.orientation().upright(opaque(stored)));
        } catch (UnreadableImageException e) {
            return e.toRefused();
        }
    }

    private static JpegPixels withoutInks(JpegPixels parts) throws UnreadableImageException {
        if (parts.inks() != JpegPixels.Inks.NONE) {
            throw new UnreadableImageException("the JPEG is in CMYK or YCCK, for print", JpegStructure.COLOUR);
        }
        return parts;
    }

    private static PlanarImage opaque(StoredPicture stored) throws UnreadableImageException {
        int width = stored.width();
        int plane = stored.height() * width;
        float[] values = new float[PlanarImage.CHANNELS * plane];
        float[][] row = new float[StoredPicture.PLANES][width];
        for (int y = 0; y < stored.height(); y++) {
            stored.read(y, row);
            for (int x = 0; x < width; x++) {
                if (row[StoredPicture.OPACITY][x] != 1) {
                    throw new UnreadableImageException(
                            "the pixel in row %d, column %d is transparent".formatted(y, x),
                            "an opaque picture: lay it over a background first");
                }
            }
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                System.arraycopy(row[channel], 0, values, channel * plane + y * width, width);
            }
        }
        return PlanarImage.owning(stored.height(), width, values);
    }
}
