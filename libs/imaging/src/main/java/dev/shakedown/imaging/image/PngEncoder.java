package dev.shakedown.imaging.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes an image as an RGB PNG, of 8 bits rounded as {@link EightBit} says, or of 16 in the same way. The same image
 * gives the same pixels everywhere, and the same bytes on the same JDK.
 */
public final class PngEncoder {

    private static final double DEEPEST = 65535;

    private PngEncoder() {}

    /** The bytes of a PNG file. */
    public static byte[] encode(PlanarImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int red = EightBit.level(image.at(0, y, x));
                int green = EightBit.level(image.at(1, y, x));
                int blue = EightBit.level(image.at(2, y, x));
                row[x] = (red << 16) | (green << 8) | blue;
            }
            picture.getRaster().setDataElements(0, y, image.width(), 1, row);
        }
        return written(picture);
    }

    /** The bytes of a PNG file of 16 bits a sample. */
    static byte[] encodeDeep(PlanarImage image) {
        int[] offsets = {0, 1, 2};
        WritableRaster raster = Raster.createInterleavedRaster(
                DataBuffer.TYPE_USHORT,
                image.width(),
                image.height(),
                image.width() * offsets.length,
                offsets.length,
                offsets,
                null);
        int[] row = new int[image.width() * offsets.length];
        for (int y = 0; y < image.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                double value = image.at(i % offsets.length, y, i / offsets.length);
                row[i] = (int) Math.rint(Math.min(1, Math.max(0, value)) * DEEPEST);
            }
            raster.setPixels(0, y, image.width(), 1, row);
        }
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        return written(new BufferedImage(model, raster, false, null));
    }

    private static byte[] written(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(picture, "png", stream)) {
                throw new IllegalStateException("this JDK has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
