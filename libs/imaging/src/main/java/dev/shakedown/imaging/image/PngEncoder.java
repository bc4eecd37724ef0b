package dev.shakedown.imaging.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Writes an image as an 8-bit RGB PNG, rounded as {@link EightBit} says. The same image gives the same pixels
 * everywhere, and the same bytes on the same JDK.
 */
public final class PngEncoder {

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
