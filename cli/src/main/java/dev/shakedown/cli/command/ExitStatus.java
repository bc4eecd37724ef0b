package dev.shakedown.cli.command;

/** What the command line tells the shell. */
final class ExitStatus {

    static final int OK = 0;

    /** What was asked could not be done. */
    static final int FAILED = 1;

    /** What was asked makes no sense; nothing was done. */
    static final int BAD_INPUT = 2;

    private ExitStatus() {}
}
