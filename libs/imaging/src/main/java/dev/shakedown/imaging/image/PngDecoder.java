package dev.shakedown.imaging.image;

import java.awt.image.Raster;
import java.util.Arrays;

/** Makes an upright image of the samples of a PNG; the JDK undoes compression, filters and interlace. */
final class PngDecoder {

    private final PngPixels parts;
    private final PngHeader header;
    private final float[] values;

    private PngDecoder(PngPixels parts) {
        this.parts = parts;
        this.header = parts.header();
        this.values = new float[PlanarImage.CHANNELS * header.height() * header.width()];
    }

    static PlanarImage decode(PngPixels parts) throws UnreadableImageException {
        PngDecoder decoder = new PngDecoder(parts);
        decoder.fill(JdkReader.read("png", parts.file()).getRaster());
        PlanarImage stored =
                PlanarImage.owning(parts.header().height(), parts.header().width(), decoder.values);
        return parts.orientation().upright(stored);
    }

    private void fill(Raster raster) throws UnreadableImageException {
        int samples = header.colourType().samples();
        if (raster.getNumBands() != samples) {
            throw new UnreadableImageException("the PNG decodes to an unknown layout", "a standard PNG");
        }
        int[] row = new int[header.width() * samples];
        int[] pixel = new int[samples];
        for (int y = 0; y < header.height(); y++) {
            raster.getPixels(0, y, header.width(), 1, row);
            for (int x = 0; x < header.width(); x++) {
                System.arraycopy(row, x * samples, pixel, 0, samples);
                if (isTransparent(pixel)) {
                    throw new UnreadableImageException(
                            "the pixel in row %d, column %d is transparent".formatted(y, x),
                            "an opaque picture: lay it over a background first");
                }
                put(pixel, y * header.width() + x);
            }
        }
    }

    private boolean isTransparent(int[] pixel) {
        byte[] transparency = parts.transparency();
        if (header.colourType().hasAlpha()) {
            return pixel[pixel.length - 1] != header.maxSample();
        }
        if (header.colourType() == PngHeader.ColourType.PALETTE) {
            return pixel[0] < transparency.length && transparency[pixel[0]] != (byte) 255;
        }
        // Grey and RGB: tRNS names the one colour that is transparent, two bytes a sample.
        if (transparency.length != 2 * pixel.length) {
            return false;
        }
        int[] key = new int[pixel.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = (Byte.toUnsignedInt(transparency[2 * i]) << 8) | Byte.toUnsignedInt(transparency[2 * i + 1]);
        }
        return Arrays.equals(pixel, key);
    }

    private void put(int[] pixel, int index) throws UnreadableImageException {
        int plane = header.height() * header.width();
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            values[channel * plane + index] = switch (header.colourType()) {
                case GREY, GREY_ALPHA -> pixel[0] / (float) header.maxSample();
                case RGB, RGB_ALPHA -> pixel[channel] / (float) header.maxSample();
                case PALETTE -> paletteValue(3 * pixel[0] + channel);
            };
        }
    }

    private float paletteValue(int at) throws UnreadableImageException {
        if (at >= parts.palette().length) {
            throw new UnreadableImageException("the PNG uses a colour that its palette lacks", "an undamaged PNG");
        }
        return Byte.toUnsignedInt(parts.palette()[at]) / 255f;
    }
}
