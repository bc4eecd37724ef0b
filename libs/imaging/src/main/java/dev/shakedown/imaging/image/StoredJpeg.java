package dev.shakedown.imaging.image;

import dev.shakedown.imaging.image.JpegStructure.JpegPixels;
import java.awt.image.Raster;

/**
 * The samples of a JPEG. The JDK decodes them and converts YCbCr. CMYK and YCCK become RGB without a colour profile: R
 * = (1 - C) (1 - K), and so on.
 */
final class StoredJpeg implements StoredPicture {

    private static final int INKS = 4;

    private final JpegPixels parts;
    private final Raster raster;
    private final int[] row;

    private StoredJpeg(JpegPixels parts, Raster raster) {
        this.parts = parts;
        this.raster = raster;
        this.row = new int[parts.width() * raster.getNumBands()];
    }

    static StoredJpeg decode(JpegPixels parts) throws UnreadableImageException {
        Raster raster = parts.inks() == JpegPixels.Inks.NONE
                ? JdkReader.read("jpeg", parts.file()).getRaster()
                : JdkReader.readRaster("jpeg", parts.file());
        int bands = raster.getNumBands();
        boolean isKnown = parts.inks() == JpegPixels.Inks.NONE ? bands == 1 || bands == 3 : bands == INKS;
        if (!isKnown || raster.getWidth() != parts.width() || raster.getHeight() != parts.height()) {
            throw new UnreadableImageException("the JPEG decodes to an unknown layout", "a JPEG in colour or grey");
        }
        return new StoredJpeg(parts, raster);
    }

    @Override
    public int width() {
        return parts.width();
    }

    @Override
    public int height() {
        return parts.height();
    }

    @Override
    public Orientation orientation() {
        return parts.orientation();
    }

    @Override
    public boolean isDeep() {
        return false;
    }

    @Override
    public void read(int y, float[][] planes) {
        int bands = raster.getNumBands();
        raster.getPixels(0, y, parts.width(), 1, row);
        for (int x = 0; x < parts.width(); x++) {
            if (bands == INKS) {
                inks(x, planes);
            } else {
                for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                    planes[channel][x] = row[x * bands + (bands == 1 ? 0 : channel)] / 255f;
                }
            }
            planes[OPACITY][x] = 1;
        }
    }

    private void inks(int x, float[][] planes) {
        int at = x * INKS;
        if (parts.inks() == JpegPixels.Inks.YCCK) {
            // libjpeg's ycck_cmyk_convert: the inks are the complement of the colour that YCbCr stands for.
            double blueness = row[at + 1] - 128;
            double redness = row[at + 2] - 128;
            int luma = row[at];
            row[at] = 255 - level(luma + 1.402 * redness);
            row[at + 1] = 255 - level(luma - 0.344136286 * blueness - 0.714136286 * redness);
            row[at + 2] = 255 - level(luma + 1.772 * blueness);
        }
        float black = paper(row[at + PlanarImage.CHANNELS]);
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            planes[channel][x] = paper(row[at + channel]) * black;
        }
    }

    /** The share of light that an ink leaves; Adobe's files store it, others the ink. */
    private float paper(int sample) {
        return (parts.inks() == JpegPixels.Inks.CMYK ? 255 - sample : sample) / 255f;
    }

    private static int level(double value) {
        return (int) Math.max(0, Math.min(255, Math.rint(value)));
    }
}
