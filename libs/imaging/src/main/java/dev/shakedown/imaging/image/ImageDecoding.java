package dev.shakedown.imaging.image;

/** The result of reading an image file. */
public sealed interface ImageDecoding {

    /** The file is a picture that we accept. */
    record Decoded(PlanarImage image) implements ImageDecoding {}

    /**
     * The file is not accepted.
     *
     * @param problem what is wrong with it, as the end of a sentence
     * @param expected what would be right
     */
    record Refused(String problem, String expected) implements ImageDecoding {}
}
