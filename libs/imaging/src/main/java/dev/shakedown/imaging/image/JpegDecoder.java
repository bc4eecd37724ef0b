package dev.shakedown.imaging.image;

import java.awt.image.Raster;

/** Makes an upright image of the samples of a JPEG, which the JDK decodes and converts from YCbCr. */
final class JpegDecoder {

    private JpegDecoder() {}

    static PlanarImage decode(JpegPixels parts) throws UnreadableImageException {
        Raster raster = JdkReader.read("jpeg", parts.file()).getRaster();
        int width = parts.width();
        int height = parts.height();
        int bands = raster.getNumBands();
        boolean isKnown = bands == 1 || bands == PlanarImage.CHANNELS;
        if (!isKnown || raster.getWidth() != width || raster.getHeight() != height) {
            throw new UnreadableImageException("the JPEG decodes to an unknown layout", "a JPEG in colour or grey");
        }
        float[] values = new float[PlanarImage.CHANNELS * height * width];
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                int at = (channel * height + y) * width;
                int band = bands == 1 ? 0 : channel;
                for (int x = 0; x < width; x++) {
                    values[at + x] = row[x * bands + band] / 255f;
                }
            }
        }
        return parts.orientation().upright(PlanarImage.owning(height, width, values));
    }
}
