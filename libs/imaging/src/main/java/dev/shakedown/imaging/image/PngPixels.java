package dev.shakedown.imaging.image;

/** The parts of a checked PNG from which its pixels follow. Lives between parser and decoder; arrays are not copied. */
final class PngPixels {

    private final PngHeader header;
    private final byte[] file;
    private final byte[] palette;
    private final byte[] transparency;

    /**
     * The parts of one PNG.
     *
     * @param file a PNG file with nothing but header, palette and image data
     * @param palette three bytes an entry, empty if there is none
     * @param transparency the content of tRNS, empty if there is none
     */
    PngPixels(PngHeader header, byte[] file, byte[] palette, byte[] transparency) {
        this.header = header;
        this.file = file;
        this.palette = palette;
        this.transparency = transparency;
    }

    PngHeader header() {
        return header;
    }

    byte[] file() {
        return file;
    }

    byte[] palette() {
        return palette;
    }

    byte[] transparency() {
        return transparency;
    }
}
