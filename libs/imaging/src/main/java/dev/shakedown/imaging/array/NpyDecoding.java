package dev.shakedown.imaging.array;

/** The result of reading an NPY file. */
public sealed interface NpyDecoding {

    /** The file holds numbers. */
    record Decoded(NpyArray array) implements NpyDecoding {}

    /**
     * The file is not accepted.
     *
     * @param problem what is wrong with it, as the end of a sentence
     * @param expected what would be right
     */
    record Refused(String problem, String expected) implements NpyDecoding {}
}

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
