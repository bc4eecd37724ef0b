package dev.shakedown.imaging.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG file taken apart into its segments, to judge its size and kind before decoding, to find a missing end and the
 * EXIF orientation, and to cut away everything that does not make pixels (profiles, EXIF, comments, what follows the
 * end).
 *
 * <p>See ITU-T T.81, annex B.
 */
final class JpegStructure {

    /** The colours that are decoded without a conversion of ours. */
    static final String COLOUR = "a JPEG in colour (RGB or YCbCr) or grey";

    private static final String EXPECTED = "an undamaged JPEG";
    private static final int INKS = 4;
    private static final int ADOBE_TRANSFORM = 13;
    /** A progressive photograph has about ten; thousands of them are an attack on the decoder's time. */
    private static final int MAX_SCANS = 100;

    private final byte[] file;
    private final ImageLimits limits;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private int position = 2;
    private int scans;
    private int width;
    private int height;
    private int components;
    /** The byte of Adobe's marker that tells YCCK; negative without the marker. */
    private int transform = -1;

    private @Nullable Orientation orientation;

    private JpegStructure(byte[] file, ImageLimits limits) {
        this.file = file;
        this.limits = limits;
    }

    /** Takes a file apart; inks are left to the caller, who may refuse them. */
    static JpegPixels parse(byte[] file, ImageLimits limits) throws UnreadableImageException {
        return new JpegStructure(file, limits).parse();
    }

    private JpegPixels parse() throws UnreadableImageException {
        kept.write(file, 0, 2);
        while (true) {
            int marker = nextMarker();
            if (marker == 0xD9) {
                kept.write(0xFF);
                kept.write(0xD9);
                return finish();
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                throw new UnreadableImageException("the JPEG has a marker in a wrong place", EXPECTED);
            }
            segment(marker);
        }
    }

    private JpegPixels finish() throws UnreadableImageException {
        if (width == 0 || scans == 0) {
            throw new UnreadableImageException("the JPEG holds no picture", EXPECTED);
        }
        return new JpegPixels(
                width, height, kept.toByteArray(), orientation == null ? Orientation.UPRIGHT : orientation, inks());
    }

    private JpegPixels.Inks inks() {
        if (components != INKS) {
            return JpegPixels.Inks.NONE;
        }
        return switch (transform) {
            case -1 -> JpegPixels.Inks.CMYK;
            case 2 -> JpegPixels.Inks.YCCK;
            default -> JpegPixels.Inks.ADOBE_CMYK;
        };
    }

    private int byteAt(int at) throws UnreadableImageException {
        if (at >= file.length) {
            throw new UnreadableImageException("the JPEG is truncated", EXPECTED);
        }
        return Byte.toUnsignedInt(file[at]);
    }

    private int nextMarker() throws UnreadableImageException {
        if (byteAt(position) != 0xFF) {
            throw new UnreadableImageException("the JPEG has something else where a marker should be", EXPECTED);
        }
        while (byteAt(position) == 0xFF) {
            position++;
        }
        return byteAt(position++);
    }

    private void segment(int marker) throws UnreadableImageException {
        int start = position;
        int length = (byteAt(start) << 8) | byteAt(start + 1);
        if (length < 2 || start + length > file.length) {
            throw new UnreadableImageException("the JPEG is truncated", EXPECTED);
        }
        position = start + length;
        if (isFrameHeader(marker)) {
            frameHeader(marker, start, length);
        }
        if (marker == 0xE1 && scans == 0 && orientation == null && hasName(start, "Exif\0")) {
            orientation = Orientation.ofExif(ByteBuffer.wrap(file, start + 2, length - 2))
                    .orElse(null);
        }
        if (marker == 0xEE && length > ADOBE_TRANSFORM && hasName(start, "Adobe")) {
            transform = byteAt(start + ADOBE_TRANSFORM);
        }
        if (marker == 0xDA) {
            scan();
        }
        if (makesPixels(marker, start, length)) {
            kept.write(0xFF);
            kept.write(marker);
            kept.write(file, start, position - start);
        }
    }

    private static boolean isFrameHeader(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private void frameHeader(int marker, int start, int length) throws UnreadableImageException {
        if (width != 0) {
            throw new UnreadableImageException("the JPEG has two frame headers", EXPECTED);
        }
        if (length < 8) {
            throw new UnreadableImageException("the JPEG's frame header has a wrong length", EXPECTED);
        }
        if (marker > 0xC2) {
            throw new UnreadableImageException(
                    "the JPEG is lossless, hierarchical or arithmetic-coded", "a baseline or progressive JPEG");
        }
        int precision = byteAt(start + 2);
        if (precision != 8) {
            throw new UnreadableImageException(
                    "the JPEG has %d bits a sample".formatted(precision), "a JPEG with 8 bits a sample");
        }
        components = byteAt(start + 7);
        if (components != 1 && components != 3 && components != INKS) {
            throw new UnreadableImageException("the JPEG has %d components".formatted(components), COLOUR);
        }
        height = (byteAt(start + 3) << 8) | byteAt(start + 4);
        width = (byteAt(start + 5) << 8) | byteAt(start + 6);
        limits.check(width, height);
    }

    /** Steps over entropy-coded data, to the next marker that is not a restart. */
    private void scan() throws UnreadableImageException {
        if (++scans > MAX_SCANS) {
            throw new UnreadableImageException(
                    "the JPEG has more than %d scans".formatted(MAX_SCANS), "an ordinary JPEG");
        }
        while (true) {
            if (byteAt(position) == 0xFF) {
                int next = byteAt(position + 1);
                boolean isData = next == 0 || (next >= 0xD0 && next <= 0xD7) || next == 0xFF;
                if (!isData) {
                    return;
                }
            }
            position++;
        }
    }

    private boolean makesPixels(int marker, int start, int length) {
        boolean isApplication = marker >= 0xE0 && marker <= 0xEF;
        if (isApplication) {
            // These two say how colours are encoded; a JFIF segment longer than this carries a thumbnail.
            return (marker == 0xE0 && length == 16 && hasName(start, "JFIF\0"))
                    || (marker == 0xEE && hasName(start, "Adobe"));
        }
        return marker != 0xFE;
    }

    private boolean hasName(int start, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        int from = start + 2;
        return from + bytes.length <= file.length
                && Arrays.equals(file, from, from + bytes.length, bytes, 0, bytes.length);
    }

    /**
     * A checked JPEG without what does not make its pixels, and how they are turned. Lives between parser and decoder;
     * the array is not copied.
     *
     * @param width as stored
     * @param height as stored
     * @param file the segments that make pixels
     * @param orientation how the picture is turned to be upright
     * @param inks the kind of its four components, if it has four
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one class to the next, never compared.
    record JpegPixels(int width, int height, byte[] file, Orientation orientation, Inks inks) {

        /** What four components are. */
        enum Inks {
            /** There are one or three components. */
            NONE,
            /** Inks, as ISO 10918-1 leaves them. */
            CMYK,
            /** The complement of inks, as files with Adobe's marker store it. */
            ADOBE_CMYK,
            /** The same, with the first three as YCbCr. */
            YCCK
        }
    }
}
