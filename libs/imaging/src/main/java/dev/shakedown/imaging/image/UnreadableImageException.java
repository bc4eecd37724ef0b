package dev.shakedown.imaging.image;

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
