package dev.shakedown.imaging.image;

import java.nio.ByteBuffer;

/**
 * What a PNG's IHDR chunk says, checked. See <a href="https://www.w3.org/TR/png-3/#11IHDR">PNG, 11.2.1</a>.
 *
 * @param bitDepth bits per sample, or per palette index
 */
record PngHeader(int width, int height, int bitDepth, ColourType colourType, boolean interlaced) {

    static final int LENGTH = 13;

    /** Samples per pixel and whether the last of them is alpha. */
    enum ColourType {
        GREY(0, 1, 1, 2, 4, 8, 16),
        RGB(2, 3, 8, 16),
        PALETTE(3, 1, 1, 2, 4, 8),
        GREY_ALPHA(4, 2, 8, 16),
        RGB_ALPHA(6, 4, 8, 16);

        private final int code;
        private final int samples;
        private final int[] depths;

        ColourType(int code, int samples, int... depths) {
            this.code = code;
            this.samples = samples;
            this.depths = depths;
        }

        int samples() {
            return samples;
        }

        boolean hasAlpha() {
            return this == GREY_ALPHA || this == RGB_ALPHA;
        }

        private boolean allows(int depth) {
            for (int allowed : depths) {
                if (allowed == depth) {
                    return true;
                }
            }
            return false;
        }

        private static ColourType of(int code, int depth) throws UnreadableImageException {
            for (ColourType type : values()) {
                if (type.code == code && type.allows(depth)) {
                    return type;
                }
            }
            throw new UnreadableImageException(
                    "the PNG header says colour type %d with bit depth %d".formatted(code, depth),
                    "a combination that the PNG specification allows");
        }
    }

    static PngHeader parse(ByteBuffer chunk, ImageLimits limits) throws UnreadableImageException {
        long width = Integer.toUnsignedLong(chunk.getInt());
        long height = Integer.toUnsignedLong(chunk.getInt());
        limits.check(width, height);
        int depth = Byte.toUnsignedInt(chunk.get());
        ColourType type = ColourType.of(Byte.toUnsignedInt(chunk.get()), depth);
        int compression = chunk.get();
        int filter = chunk.get();
        int interlace = chunk.get();
        if (compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
            throw new UnreadableImageException(
                    "the PNG header names an unknown compression, filter or interlace method", "a standard PNG");
        }
        return new PngHeader((int) width, (int) height, depth, type, interlace == 1);
    }

    int maxSample() {
        return (1 << bitDepth) - 1;
    }

    /** How many bytes the image data inflates to: every pass's rows, each with its filter byte. */
    long inflatedBytes() {
        if (!interlaced) {
            return passBytes(width, height);
        }
        // Adam7: for each pass the first column and row and the steps between columns and rows.
        int[][] passes = {
            {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
        };
        long bytes = 0;
        for (int[] pass : passes) {
            bytes += passBytes(stepsFrom(pass[0], pass[2], width), stepsFrom(pass[1], pass[3], height));
        }
        return bytes;
    }

    private long passBytes(long columns, long rows) {
        return columns == 0 ? 0 : rows * (1 + (columns * bitDepth * colourType.samples() + 7) / 8);
    }

    private static long stepsFrom(int first, int step, int end) {
        return Math.max(0, (end - first + step - 1) / step);
    }
}
