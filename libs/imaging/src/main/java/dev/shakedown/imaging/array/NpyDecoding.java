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
