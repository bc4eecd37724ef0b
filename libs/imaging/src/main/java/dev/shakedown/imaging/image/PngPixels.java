package dev.shakedown.imaging.image;

/** The parts of a checked PNG that make its pixels. Lives between parser and decoder; arrays are not copied. */
final class PngPixels {

    private final PngHeader header;
    private final byte[] file;
    private final byte[] palette;
    private final byte[] transparency;
    private final Orientation orientation;

    /**
     * The parts of one PNG.
     *
     * @param file a PNG file with nothing but header, palette and image data
     * @param palette three bytes an entry, empty if there is none
     * @param transparency the content of tRNS, empty if there is none
     */
    PngPixels(PngHeader header, byte[] file, byte[] palette, byte[] transparency, Orientation orientation) {
        this.header = header;
        this.file = file;
        this.palette = palette;
        this.transparency = transparency;
        this.orientation = orientation;
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

    Orientation orientation() {
        return orientation;
    }
}
