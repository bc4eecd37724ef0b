package dev.shakedown.lab;

import dev.shakedown.cli.command.ShakedownCommand;
import dev.shakedown.lab.command.BenchCommand;
import dev.shakedown.lab.command.ChaosCommand;
import picocli.CommandLine;

/** Entry point of the lab; the script {@code ./shakedown} runs it for {@code bench} and {@code chaos}. */
public final class LabMain {

    private LabMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return ShakedownCommand.commandLine(new BenchCommand(), new ChaosCommand());
    }
}
