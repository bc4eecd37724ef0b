package dev.shakedown.cli;

import dev.shakedown.cli.command.ShakedownCommand;

/** Entry point of the command line; the script {@code ./shakedown} runs it. */
public final class CliMain {

    private CliMain() {}

    public static void main(String[] arguments) {
        System.exit(ShakedownCommand.commandLine().execute(arguments));
    }
}
