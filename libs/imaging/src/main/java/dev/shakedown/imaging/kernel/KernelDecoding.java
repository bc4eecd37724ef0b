package dev.shakedown.imaging.kernel;

/** The result of reading a kernel file. */
public sealed interface KernelDecoding {

    /** The file holds a kernel that we accept. */
    record Decoded(BlurKernel kernel) implements KernelDecoding {}

    /**
     * The file is not accepted.
     *
     * @param problem what is wrong with it, as the end of a sentence
     * @param expected what would be right
     */
    record Refused(String problem, String expected) implements KernelDecoding {}
}
