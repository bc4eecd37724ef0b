package dev.shakedown.imaging.kernel;

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
