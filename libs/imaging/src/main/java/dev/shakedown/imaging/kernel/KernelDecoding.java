package dev.shakedown.imaging.kernel;

import java.util.List;

/** The result of reading a kernel file. */
public sealed interface KernelDecoding {

    /**
     * The file holds a kernel that we accept.
     *
     * @param warnings what was changed in it, each a clause such as "2 of 9 weights are negative and became 0";
     *     normally empty
     */
    record Decoded(BlurKernel kernel, List<String> warnings) implements KernelDecoding {

        public Decoded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The file is not accepted.
     *
     * @param problem what is wrong with it, as the end of a sentence
     * @param expected what would be right
     */
    record Refused(String problem, String expected) implements KernelDecoding {}
}

/** Ends the reading of a file deep inside a parser; {@link KernelDecoder} turns it into a value. */
final class UnreadableKernelException extends Exception {

    private final String expected;

    UnreadableKernelException(String problem, String expected) {
        super(problem);
        this.expected = expected;
    }

    KernelDecoding.Refused toRefused() {
        return new KernelDecoding.Refused(String.valueOf(getMessage()), expected);
    }
}
