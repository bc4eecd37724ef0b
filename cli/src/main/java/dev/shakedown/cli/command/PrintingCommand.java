package dev.shakedown.cli.command;

import dev.shakedown.client.ServiceFailure;
import dev.shakedown.stack.StopSignals;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints lines, answers on standard output and all else on standard error. */
public abstract class PrintingCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** What picocli knows of this command. */
    protected final CommandSpec spec() {
        return spec;
    }

    protected final void print(String line) {
        print(List.of(line));
    }

    protected final void print(List<String> lines) {
        write(spec.commandLine().getOut(), lines);
    }

    /** Prints a line on standard error. */
    protected final void note(String line) {
        note(List.of(line));
    }

    protected final void note(List<String> lines) {
        write(err(), lines);
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Arguments are invalid; the message is printed with advice to see {@code --help}. */
    protected final ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /**
     * Runs work, which a stop signal such as Ctrl-C interrupts.
     *
     * @return the exit status that the work gave, or that of the signal
     */
    protected final int untilStopped(Callable<Integer> work) throws Exception {
        try (StopSignals signals = StopSignals.interruptingThisThread()) {
            try {
                return work.call();
            } catch (InterruptedException e) {
                note("stopped");
            } catch (ServiceFailure.Unreachable e) {
                if (!Thread.interrupted()) {
                    throw e;
                }
                note("stopped");
            }
            return signals.exitStatus();
        }
    }

    private static void write(PrintWriter to, List<String> lines) {
        lines.forEach(to::println);
        to.flush();
    }
}
