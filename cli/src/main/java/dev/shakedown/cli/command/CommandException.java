package dev.shakedown.cli.command;

import java.util.List;

/** A command cannot continue. Each line is a complete human-readable message. */
final class CommandException extends RuntimeException {

    private final int exitStatus;

    private final List<String> lines;

    private CommandException(int exitStatus, List<String> lines) {
        super(String.join("\n", lines));
        this.exitStatus = exitStatus;
        this.lines = List.copyOf(lines);
    }

    /** The arguments are invalid. */
    static CommandException badInput(String line) {
        return new CommandException(ExitStatus.BAD_INPUT, List.of(line));
    }

    /** The command could not be done. */
    static CommandException failed(String line) {
        return new CommandException(ExitStatus.FAILED, List.of(line));
    }

    int exitStatus() {
        return exitStatus;
    }

    List<String> lines() {
        return lines;
    }
}
