package dev.shakedown.lab.command;

import dev.shakedown.cli.command.ShakedownCommand;
import picocli.CommandLine;

/** The command line with the developers' commands. */
public final class LabCommands {

    private LabCommands() {}

    /** The cli's commands, {@code bench} and {@code chaos}, ready to execute arguments. */
    public static CommandLine commandLine() {
        return ShakedownCommand.commandLine(new BenchCommand(), new ChaosCommand());
    }
}
