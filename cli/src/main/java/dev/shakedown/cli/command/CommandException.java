package dev.shakedown.cli.command;

import picocli.CommandLine.ExitCode;

/** A command cannot continue. The message is one complete human-readable line. */
final class CommandException extends RuntimeException {

    private final int exitStatus;

    private CommandException(int exitStatus, String line) {
        super(line);
        this.exitStatus = exitStatus;
    }

    /** The arguments are invalid. */
    static CommandException badInput(String line) {
        return new CommandException(ExitCode.USAGE, line);
    }

    /** The command could not be done. */
    static CommandException failed(String line) {
        return new CommandException(ExitCode.SOFTWARE, line);
    }

    /** Refuses a value out of range, both ends included. */
    static void requireRange(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw badInput("%s: %d: must be from %d to %d".formatted(option, value, least, most));
        }
    }

    int exitStatus() {
        return exitStatus;
    }
}
