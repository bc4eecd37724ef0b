package dev.shakedown.lab.command;

import dev.shakedown.stack.ScratchDirectory;
import dev.shakedown.stack.StackFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The root of the lab's commands. Exit status: 0 for success, 1 for a failure, 2 for invalid arguments. */
@Command(
        name = "shakedown",
        subcommands = {BenchCommand.class, ChaosCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class LabCommand {

    private LabCommand() {}

    /** A command line, ready to execute arguments. */
    public static CommandLine commandLine() {
        return new CommandLine(new LabCommand())
                .setExecutionExceptionHandler(LabCommand::printFailure)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(26);
    }

    static void requireFree(CommandSpec spec, @Nullable Path out) throws IOException {
        if (out != null && !ScratchDirectory.isFree(out)) {
            throw new ParameterException(
                    spec.commandLine(), "--out: %s: must be a new or empty directory".formatted(out));
        }
    }

    private static int printFailure(Exception failure, CommandLine commandLine, ParseResult parsed) throws Exception {
        if (!(failure instanceof StackFailure stack)) {
            throw failure;
        }
        commandLine.getErr().println("shakedown: " + stack.getMessage());
        stack.details().forEach(line -> commandLine.getErr().println("  | " + line));
        return ExitCode.SOFTWARE;
    }
}
