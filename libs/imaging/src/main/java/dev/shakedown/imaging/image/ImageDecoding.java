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

/** Ends the reading of a file deep inside a parser; {@link ImageDecoder} turns it into a value. */
final class UnreadableImageException extends Exception {

    private final String expected;

    UnreadableImageException(String problem, String expected) {
        super(problem);
        this.expected = expected;
    }

    ImageDecoding.Refused toRefused() {
        return new ImageDecoding.Refused(String.valueOf(getMessage()), expected);
    }
}
