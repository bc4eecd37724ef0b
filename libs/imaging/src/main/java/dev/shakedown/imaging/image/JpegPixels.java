package dev.shakedown.imaging.image;

/** A checked JPEG without what does not make its pixels. Lives between parser and decoder; the array is not copied. */
final class JpegPixels {

    private final int width;
    private final int height;
    private final byte[] file;

    JpegPixels(int width, int height, byte[] file) {
        this.width = width;
        this.height = height;
        this.file = file;
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
}
