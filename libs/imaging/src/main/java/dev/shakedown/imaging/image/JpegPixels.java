package dev.shakedown.imaging.image;

/**
 * A checked JPEG without what does not make its pixels, and how they are turned. Lives between parser and decoder; the
 * array is not copied.
 */
final class JpegPixels {

    private final int width;
    private final int height;
    private final byte[] file;
    private final Orientation orientation;

    /**
     * The parts of one JPEG.
     *
     * @param width as stored
     * @param height as stored
     */
    JpegPixels(int width, int height, byte[] file, Orientation orientation) {
        this.width = width;
        this.height = height;
        this.file = file;
        this.orientation = orientation;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    byte[] file() {
        return file;
    }

    Orientation orientation() {
        return orientation;
    }
}
