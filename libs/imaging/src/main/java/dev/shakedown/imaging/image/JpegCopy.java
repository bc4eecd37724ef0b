package dev.shakedown.imaging.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Saves images as JPEG and reads them again, by the JDK's own encoder: the Independent JPEG Group's, baseline, YCbCr
 * with half the resolution of chroma (4:2:0), the standard's tables scaled by quality as that group does.
 */
public final class JpegCopy {

    private JpegCopy() {}

    /**
     * The image as it comes back, of the same size; every value is k/255 in float32.
     *
     * @param image is rounded as {@link EightBit} does first
     * @param quality from 1 to 100
     */
    public static PlanarImage of(PlanarImage image, int quality) {
        try {
            byte[] file = encode(image, quality);
            return planes(ImageIO.read(new ByteArrayInputStream(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("working in memory failed", e);
        }
    }

    private static byte[] encode(PlanarImage image, int quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream to = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality / 100f);
            writer.setOutput(to);
            writer.write(null, new IIOImage(pixels(image), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    private static BufferedImage pixels(PlanarImage image) {
        float[] values = image.values();
        int count = image.height() * image.width();
        int[] pixels = new int[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = EightBit.level(values[i]) << 16
                    | EightBit.level(values[count + i]) << 8
                    | EightBit.level(values[2 * count + i]);
        }
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, image.width(), image.height(), pixels, 0, image.width());
        return picture;
    }

    private static PlanarImage planes(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        float[] values = new float[PlanarImage.CHANNELS * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            values[i] = (pixels[i] >> 16 & 0xff) / 255f;
            values[pixels.length + i] = (pixels[i] >> 8 & 0xff) / 255f;
            values[2 * pixels.length + i] = (pixels[i] & 0xff) / 255f;
        }
        return PlanarImage.of(picture.getHeight(), picture.getWidth(), values);
    }
}
