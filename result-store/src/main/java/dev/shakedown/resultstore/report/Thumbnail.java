package dev.shakedown.resultstore.report;

import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small copy of a picture, as a data URI. Its longest side has at most {@value #LONGEST_SIDE} pixels, and its file at
 * most {@value #MOST_BYTES} bytes, whatever it shows: a PNG where that is small enough, else a JPEG of as high a
 * quality as fits.
 */
final class Thumbnail {

    static final int LONGEST_SIDE = 320;
    static final int MOST_BYTES = 15_000;

    private static final int MOST_VALUES = 3 * ImageLimits.DEFAULT.maxPixels();
    private static final float[] QUALITIES = {0.9f, 0.8f, 0.65f, 0.5f, 0.35f, 0.2f, 0.1f};

    private Thumbnail() {}

    /** Of a PNG or JPEG file; empty if it cannot be read. */
    static Optional<String> ofPicture(byte[] file) {
        return ImageDecoder.decode(file, ImageLimits.DEFAULT) instanceof ImageDecoding.Decoded decoded
                ? Optional.of(dataUri(decoded.image(), LONGEST_SIDE, false))
                : Optional.empty();
    }

    /**
     * Of a perturbation, drawn as 0.5 + delta / (2 epsilon): the whole budget fills the whole range. Pixels are left
     * out, not averaged: the mean of neighbours would be grey.
     *
     * @param npy delta as an NPY file of shape (3, H, W)
     * @param epsilon the budget on the scale of [0,1]
     */
    static Optional<String> ofPerturbation(byte[] npy, double epsilon) {
        if (!(NpyDecoder.decode(npy, MOST_VALUES) instanceof NpyDecoding.Decoded decoded)) {
            return Optional.empty();
        }
        NpyArray delta = decoded.array();
        if (delta.shape().dimensions() != 3 || delta.shape().side(0) != PlanarImage.CHANNELS) {
            return Optional.empty();
        }
        float[] values = delta.toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + values[i] / (2 * epsilon));
        }
        PlanarImage image = PlanarImage.of(delta.shape().side(1), delta.shape().side(2), values);
        return Optional.of(dataUri(image, LONGEST_SIDE, true));
    }

    /** Every pixel is the mean of those that it stands for, or the first of them. */
    private static PlanarImage reduced(PlanarImage image, int side, boolean first) {
        int longest = Math.max(image.height(), image.width());
        if (longest <= side) {
            return image;
        }
        int height = Math.max(1, image.height() * side / longest);
        int width = Math.max(1, image.width() * side / longest);
        float[] values = new float[PlanarImage.CHANNELS * height * width];
        for (int at = 0; at < values.length; at++) {
            int row = at / width % height;
            int column = at % width;
            int top = row * image.height() / height;
            int left = column * image.width() / width;
            int bottom = first ? top + 1 : Math.max(top + 1, (row + 1) * image.height() / height);
            int right = first ? left + 1 : Math.max(left + 1, (column + 1) * image.width() / width);
            values[at] = mean(image, at / (height * width), top, left, bottom, right);
        }
        return PlanarImage.of(height, width, values);
    }

    private static float mean(PlanarImage image, int channel, int top, int left, int bottom, int right) {
        float sum = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                sum += image.at(channel, row, column);
            }
        }
        return sum / ((bottom - top) * (right - left));
    }

    private static String dataUri(PlanarImage image, int side, boolean first) {
        byte[] png = PngEncoder.encode(reduced(image, side, first));
        if (png.length <= MOST_BYTES) {
            return dataUri("image/png", png);
        }
        BufferedImage pixels = pixels(png);
        for (float quality : QUALITIES) {
            byte[] jpeg = jpeg(pixels, quality);
            if (jpeg.length <= MOST_BYTES) {
                return dataUri("image/jpeg", jpeg);
            }
        }
        return dataUri(image, side / 2, first);
    }

    private static BufferedImage pixels(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static byte[] jpeg(BufferedImage image, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream sink = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.setOutput(sink);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static String dataUri(String mediaType, byte[] file) {
        return "data:%s;base64,%s".formatted(mediaType, Base64.getEncoder().encodeToString(file));
    }
}
