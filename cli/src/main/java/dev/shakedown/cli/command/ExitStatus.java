package dev.shakedown.cli.command;

/** Exit statuses of the command line. */
final class ExitStatus {

    static final int OK = 0;

    /** The command could not be done. */
    static final int FAILED = 1;

    /** The arguments are invalid; nothing was done. */
    static final int BAD_INPUT = 2;

    private ExitStatus() {}
}
