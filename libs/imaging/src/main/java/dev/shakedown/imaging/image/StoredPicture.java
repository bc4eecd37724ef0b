package dev.shakedown.imaging.image;

/** The decoded samples of an image file, as stored: not turned upright, not laid over a background. For one thread. */
interface StoredPicture {

    /** Planes of a row: red, green, blue and opacity. */
    int PLANES = PlanarImage.CHANNELS + 1;

    /** The plane of opacity. */
    int OPACITY = PlanarImage.CHANNELS;

    /** In pixels, as stored. */
    int width();

    /** In pixels, as stored. */
    int height();

    /** How it is turned to be upright. */
    Orientation orientation();

    /** Whether a sample has more than 8 bits. */
    boolean isDeep();

    /**
     * Reads one row.
     *
     * @param y from the top, from 0
     * @param planes {@value #PLANES} planes of at least {@link #width} values, which become values in [0,1]
     * @throws UnreadableImageException if a pixel has no colour
     */
    void read(int y, float[][] planes) throws UnreadableImageException;
}
