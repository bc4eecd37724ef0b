package dev.shakedown.imaging.image;

/**
 * Reads a PNG or JPEG file that a stranger sent.
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

    /**
     * Decodes a file.
     *
     * @param file the bytes of a PNG or JPEG
     * @param limits the sizes that are accepted
     */
    public static ImageDecoding decode(byte[] file, ImageLimits limits) {
        try {
            return new ImageDecoding.Decoded(
                    switch (FileSignature.of(file)) {
                        case PNG -> PngDecoder.decode(PngStructure.parse(file, limits));
                        case JPEG -> JpegDecoder.decode(JpegStructure.parse(file, limits));
                        case OTHER ->
                            throw new UnreadableImageException(FileSignature.describe(file), "a PNG or JPEG file");
                    });
        } catch (UnreadableImageException e) {
            return e.toRefused();
        }
    }
}
