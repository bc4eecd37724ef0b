package dev.shakedown.imaging.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;

/**
 * Reads WebP, TIFF, GIF and BMP: those of one picture. The JDK has the readers; that of WebP is TwelveMonkeys', where
 * it is on the class path.
 */
final class BitmapReader {

    private static final int NEW_SUBFILE_TYPE = 254;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50706;
    private static final int RIFF_HEADER = 12;

    private final FileSignature kind;
    private final byte[] file;
    private final ImageLimits limits;

    BitmapReader(FileSignature kind, byte[] file, ImageLimits limits) {
        this.kind = kind;
        this.file = file;
        this.limits = limits;
    }

    StoredPicture read() throws UnreadableImageException {
        Optional<Orientation> orientation = switch (kind) {
            case TIFF -> Orientation.ofExif(ByteBuffer.wrap(file));
            case WEBP -> webp();
            default -> Optional.empty();
        };
        String format = kind.word().toLowerCase(Locale.ROOT);
        return StoredBitmap.of(
                JdkReader.read(format, file, reader -> {
                    check(reader);
                    return reader.read(0);
                }),
                orientation.orElse(Orientation.UPRIGHT));
    }

    private void check(ImageReader reader) throws IOException, UnreadableImageException {
        limits.check(reader.getWidth(0), reader.getHeight(0));
        // A BMP's reader cannot count; it has one.
        int pictures = kind == FileSignature.BMP ? 1 : reader.getNumImages(true);
        if (pictures != 1) {
            throw new UnreadableImageException(
                    kind == FileSignature.TIFF
                            ? "the TIFF has %d pictures".formatted(pictures)
                            : "the %s is an animation of %d pictures".formatted(kind.word(), pictures),
                    "a file with one picture");
        }
        if (kind == FileSignature.TIFF) {
            checkDirectory(TIFFDirectory.createFromMetadata(reader.getImageMetadata(0)));
        } else if (kind == FileSignature.GIF) {
            checkScreen(reader.getWidth(0), reader.getHeight(0));
        }
    }

    /** The first picture of a camera's raw file is a small preview. */
    private static void checkDirectory(TIFFDirectory directory) throws UnreadableImageException {
        TIFFField purpose = directory.getTIFFField(NEW_SUBFILE_TYPE);
        if (directory.containsTIFFField(SUB_DIRECTORIES)
                || directory.containsTIFFField(DNG_VERSION)
                || (purpose != null && (purpose.getAsInt(0) & 1) != 0)) {
            throw new UnreadableImageException(
                    "the TIFF is a camera's raw file, or holds a preview", "a developed picture: export a PNG or JPEG");
        }
    }

    /** The bytes behind the signature are the size of the screen. */
    private void checkScreen(int width, int height) throws UnreadableImageException {
        ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int screenWidth = Short.toUnsignedInt(header.getShort(6));
        int screenHeight = Short.toUnsignedInt(header.getShort(8));
        if (width != screenWidth || height != screenHeight) {
            throw new UnreadableImageException(
                    "the GIF's picture of %dx%d does not fill its screen of %dx%d"
                            .formatted(width, height, screenWidth, screenHeight),
                    "a GIF whose picture fills it");
        }
    }

    /** Walks over the chunks of a RIFF file: EXIF, if there is one. */
    private Optional<Orientation> webp() throws UnreadableImageException {
        ByteBuffer riff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long end = Integer.toUnsignedLong(riff.getInt(4)) + Long.BYTES;
        if (end > file.length) {
            throw new UnreadableImageException("the WebP is truncated", "an undamaged WebP");
        }
        try {
            riff.limit((int) end).position(RIFF_HEADER);
            while (riff.remaining() >= Long.BYTES) {
                byte[] name = new byte[Integer.BYTES];
                riff.get(name);
                int length = riff.getInt();
                switch (new String(name, StandardCharsets.ISO_8859_1)) {
                    case "EXIF" -> {
                        return Orientation.ofExif(riff.slice(riff.position(), length));
                    }
                    case "ANMF" -> throw new UnreadableImageException("the WebP is an animation", "a still picture");
                    default ->
                        riff.position(Math.min(riff.limit(), Math.addExact(riff.position(), length + length % 2)));
                }
            }
            return Optional.empty();
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw new UnreadableImageException("the WebP's chunks are damaged", "an undamaged WebP");
        }
    }

    /** The samples of a picture as the JDK holds it: grey, colour or inks with or without alpha, or a palette. */
    static final class StoredBitmap implements StoredPicture {

        private static final int MOST_BITS = 16;

        private final Raster raster;
        private final ColorModel model;
        private final Orientation orientation;
        private final int bands;
        private final int[] row;

        private StoredBitmap(BufferedImage image, Orientation orientation) {
            this.raster = image.getRaster();
            this.model = image.getColorModel();
            this.orientation = orientation;
            this.bands = raster.getNumBands();
            this.row = new int[raster.getWidth() * bands];
        }

        /** Takes a picture whose samples are whole numbers of at most 16 bits. */
        static StoredBitmap of(BufferedImage image, Orientation orientation) throws UnreadableImageException {
            StoredBitmap stored = new StoredBitmap(image, orientation);
            int type = stored.raster.getTransferType();
            int colours = stored.model.getNumColorComponents();
            boolean isKnown = stored.model instanceof IndexColorModel
                    || ((colours == 1 || colours == 3 || stored.hasInks())
                            && type != DataBuffer.TYPE_FLOAT
                            && type != DataBuffer.TYPE_DOUBLE
                            && stored.deepest() <= MOST_BITS);
            if (!isKnown) {
                throw new UnreadableImageException(
                        "its samples are fractions, or have more than 16 bits, or it has %d components"
                                .formatted(colours),
                        "grey, RGB or CMYK of 1 to 16 bits a sample");
            }
            return stored;
        }

        private int deepest() {
            int most = 0;
            for (int band = 0; band < bands; band++) {
                most = Math.max(most, model.getComponentSize(band));
            }
            return most;
        }

        private boolean hasInks() {
            return model.getColorSpace().getType() == ColorSpace.TYPE_CMYK;
        }

        @Override
        public int width() {
            return raster.getWidth();
        }

        @Override
        public int height() {
            return raster.getHeight();
        }

        @Override
        public Orientation orientation() {
            return orientation;
        }

        @Override
        public boolean isDeep() {
            return !(model instanceof IndexColorModel) && deepest() > Byte.SIZE;
        }

        @Override
        public void read(int y, float[][] planes) throws UnreadableImageException {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                if (model instanceof IndexColorModel palette) {
                    entry(palette, row[x], x, planes);
                } else {
                    pixel(x, planes);
                }
            }
        }

        private static void entry(IndexColorModel palette, int index, int x, float[][] planes)
                throws UnreadableImageException {
            if (index >= palette.getMapSize()) {
                throw new UnreadableImageException("it uses a colour that its palette lacks", "an undamaged picture");
            }
            planes[0][x] = palette.getRed(index) / 255f;
            planes[1][x] = palette.getGreen(index) / 255f;
            planes[2][x] = palette.getBlue(index) / 255f;
            planes[OPACITY][x] = palette.getAlpha(index) / 255f;
        }

        private void pixel(int x, float[][] planes) {
            int colours = model.getNumColorComponents();
            float opacity = model.hasAlpha() ? sample(x, colours) : 1;
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                float value = sample(x, colours == 1 ? 0 : channel);
                if (hasInks()) {
                    value = (1 - value) * (1 - sample(x, PlanarImage.CHANNELS));
                }
                boolean isScaled = model.isAlphaPremultiplied() && opacity > 0;
                planes[channel][x] = isScaled ? Math.min(1, value / opacity) : value;
            }
            planes[OPACITY][x] = opacity;
        }

        private float sample(int x, int band) {
            return row[x * bands + band] / (float) ((1 << model.getComponentSize(band)) - 1);
        }
    }
}
