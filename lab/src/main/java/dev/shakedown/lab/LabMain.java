package dev.shakedown.lab;

import dev.shakedown.lab.command.LabCommands;

/** Entry point of the lab; the script {@code ./shakedown} runs it for {@code bench} and {@code chaos}. */
public final class LabMain {

    private LabMain() {}

    /** Runs a command and ends the JVM with its exit status. */
    public static void main(String[] arguments) {
        System.exit(LabCommands.commandLine().execute(arguments));
    }
}
