package dev.shakedown.imaging.array;

/** Ends the reading of a file deep inside a parser; {@link NpyDecoder} turns it into a value. */
final class UnreadableArrayException extends Exception {

    private final String expected;

    UnreadableArrayException(String problem, String expected) {
        super(problem);
        this.expected = expected;
    }

    NpyDecoding.Refused toRefused() {
        return new NpyDecoding.Refused(String.valueOf(getMessage()), expected);
    }
}
