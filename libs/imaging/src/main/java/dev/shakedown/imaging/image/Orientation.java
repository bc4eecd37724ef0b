package dev.shakedown.imaging.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * How a stored picture is turned and mirrored to be seen upright: the EXIF tag Orientation, 1 to 8, in this order.
 *
 * <p>See <a href="https://www.cipa.jp/std/documents/e/DC-X008-Translation-2019-E.pdf">EXIF 2.32, 4.6.4, tag 0x0112</a>.
 */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, false, true),
    TURNED_HALF(false, true, true),
    FLIPPED(false, true, false),
    TRANSPOSED(true, false, false),
    TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TURNED_LEFT(true, false, true);

    private static final int EXIF_PREFIX = 0x45786966;
    private static final int PREFIX_BYTES = 6;
    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int BIG_ENDIAN = 0x4D4D;
    private static final int TIFF_MARK = 42;
    private static final int ENTRY_BYTES = 12;
    private static final int TAG = 0x0112;
    private static final int UNSIGNED_SHORT = 3;

    private final boolean swapsAxes;
    private final boolean flipsRows;
    private final boolean flipsColumns;

    /**
     * Where an upright pixel is stored: its row and column are swapped first, then counted from the other end.
     *
     * @param flipsRows whether stored rows run from the bottom
     * @param flipsColumns whether stored columns run from the right
     */
    Orientation(boolean swapsAxes, boolean flipsRows, boolean flipsColumns) {
        this.swapsAxes = swapsAxes;
        this.flipsRows = flipsRows;
        this.flipsColumns = flipsColumns;
    }

    /**
     * What EXIF data say; empty where they are damaged or do not say it. The directory of the thumbnail is not read.
     *
     * @param exif a TIFF structure, with or without the six bytes that announce it in a JPEG; its position is the first
     *     byte and stays so
     */
    static Optional<Orientation> ofExif(ByteBuffer exif) {
        try {
            ByteBuffer tiff = exif.slice();
            if (tiff.getInt(0) == EXIF_PREFIX) {
                tiff = tiff.position(PREFIX_BYTES).slice();
            }
            int order = tiff.getShort(0);
            if (order != LITTLE_ENDIAN && order != BIG_ENDIAN) {
                return Optional.empty();
            }
            tiff.order(order == BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            return tiff.getShort(2) == TIFF_MARK ? ofDirectory(tiff, tiff.getInt(4)) : Optional.empty();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // An offset that leads out of the data, or data that end too early.
            return Optional.empty();
        }
    }

    private static Optional<Orientation> ofDirectory(ByteBuffer tiff, int start) {
        int entries = Short.toUnsignedInt(tiff.getShort(start));
        for (int i = 0; i < entries; i++) {
            int entry = start + Short.BYTES + i * ENTRY_BYTES;
            if (tiff.getShort(entry) == TAG) {
                int code = tiff.getShort(entry + 8);
                boolean isValid = tiff.getShort(entry + 2) == UNSIGNED_SHORT
                        && tiff.getInt(entry + 4) == 1
                        && code >= 1
                        && code <= values().length;
                return isValid ? Optional.of(values()[code - 1]) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether upright rows are stored as columns. */
    boolean swapsAxes() {
        return swapsAxes;
    }

    /** Where a rectangle of the upright picture is stored. */
    Box stored(Box upright, int width, int height) {
        Box swapped = swapsAxes ? upright.transposed() : upright;
        return new Box(
                flipsColumns ? width - swapped.left() - swapped.width() : swapped.left(),
                flipsRows ? height - swapped.top() - swapped.height() : swapped.top(),
                swapped.width(),
                swapped.height());
    }

    /** The picture as it is meant to be seen; a quarter turn swaps height and width. */
    PlanarImage upright(PlanarImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int height = swapsAxes ? stored.width() : stored.height();
        int width = swapsAxes ? stored.height() : stored.width();
        FloatBuffer from = stored.buffer();
        float[] values = new float[from.remaining()];
        int at = 0;
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int row = swapsAxes ? x : y;
                    int column = swapsAxes ? y : x;
                    row = flipsRows ? stored.height() - 1 - row : row;
                    column = flipsColumns ? stored.width() - 1 - column : column;
                    values[at++] = from.get((channel * stored.height() + row) * stored.width() + column);
                }
            }
        }
        return PlanarImage.owning(height, width, values);
    }
}
