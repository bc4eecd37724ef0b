package dev.shakedown.imaging.image;

import dev.shakedown.imaging.image.PngStructure.PngPixels;
import java.awt.image.Raster;
import java.util.Arrays;

/** The samples of a PNG; the JDK undoes compression, filters and interlace. */
final class StoredPng implements StoredPicture {

    private final PngPixels parts;
    private final PngHeader header;
    private final Raster raster;
    private final int[] row;
    private final int[] pixel;

    private StoredPng(PngPixels parts, Raster raster) {
        this.parts = parts;
        this.header = parts.header();
        this.raster = raster;
        this.pixel = new int[header.colourType().samples()];
        this.row = new int[header.width() * pixel.length];
    }

    static StoredPng decode(PngPixels parts) throws UnreadableImageException {
        Raster raster = JdkReader.read("png", parts.file()).getRaster();
        if (raster.getNumBands() != parts.header().colourType().samples()) {
            throw new UnreadableImageException("the PNG decodes to an unknown layout", "a standard PNG");
        }
        return new StoredPng(parts, raster);
    }

    @Override
    public int width() {
        return header.width();
    }

    @Override
    public int height() {
        return header.height();
    }

    @Override
    public Orientation orientation() {
        return parts.orientation();
    }

    @Override
    public boolean isDeep() {
        return header.bitDepth() > Byte.SIZE;
    }

    @Override
    public void read(int y, float[][] planes) throws UnreadableImageException {
        raster.getPixels(0, y, header.width(), 1, row);
        for (int x = 0; x < header.width(); x++) {
            System.arraycopy(row, x * pixel.length, pixel, 0, pixel.length);
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                planes[channel][x] = value(channel);
            }
            planes[OPACITY][x] = opacity();
        }
    }

    private float value(int channel) throws UnreadableImageException {
        return switch (header.colourType()) {
            case GREY, GREY_ALPHA -> pixel[0] / (float) header.maxSample();
            case RGB, RGB_ALPHA -> pixel[channel] / (float) header.maxSample();
            case PALETTE -> paletteValue(3 * pixel[0] + channel);
        };
    }

    private float paletteValue(int at) throws UnreadableImageException {
        if (at >= parts.palette().length) {
            throw new UnreadableImageException("the PNG uses a colour that its palette lacks", "an undamaged PNG");
        }
        return Byte.toUnsignedInt(parts.palette()[at]) / 255f;
    }

    private float opacity() {
        byte[] transparency = parts.transparency();
        if (header.colourType().hasAlpha()) {
            return pixel[pixel.length - 1] / (float) header.maxSample();
        }
        if (header.colourType() == PngHeader.ColourType.PALETTE) {
            return pixel[0] < transparency.length ? Byte.toUnsignedInt(transparency[pixel[0]]) / 255f : 1;
        }
        // Grey and RGB: tRNS names the one colour that is transparent, two bytes a sample.
        if (transparency.length != 2 * pixel.length) {
            return 1;
        }
        int[] key = new int[pixel.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = (Byte.toUnsignedInt(transparency[2 * i]) << 8) | Byte.toUnsignedInt(transparency[2 * i + 1]);
        }
        return Arrays.equals(pixel, key) ? 0 : 1;
    }
}
