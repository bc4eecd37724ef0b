package dev.shakedown.client.artifact;

/** The pictures of a job, in the order in which people look at them. */
public enum Picture {
    /** x, as it was uploaded. Absent where no sharp image is known. */
    SHARP("x"),
    /** y. */
    BLURRED("blurred"),
    /** y + delta. */
    PERTURBED("perturbed"),
    /** delta, amplified so that -epsilon is black, 0 is grey and epsilon is white. */
    AMPLIFIED_DELTA("delta-amplified"),
    /** N(y). */
    CLEAN_OUTPUT("clean-output"),
    /** N(y + delta). */
    ATTACKED_OUTPUT("attacked-output"),
    /** xTarget, as it was uploaded. Absent where the attack has none. */
    TARGET("target");

    private final String fileName;

    Picture(String fileName) {
        this.fileName = fileName;
    }

    /** The name of its file, without the ending. */
    public String fileName() {
        return fileName;
    }
}
