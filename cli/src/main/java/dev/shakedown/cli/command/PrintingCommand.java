package dev.shakedown.cli.command;

import dev.shakedown.client.ServiceFailure;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A command that prints lines, answers on standard output and all else on standard error. */
public abstract class PrintingCommand implements Callable<Integer> {

    /** The exit status of a command that a signal ended is this and the number of the signal. */
    static final int SIGNAL = 128;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    protected final CommandSpec spec() {
        return spec;
    }

    protected final void print(String line) {
        print(List.of(line));
    }

    protected final void print(List<String> lines) {
        write(spec.commandLine().getOut(), lines);
    }

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

    /**
     * Turns Ctrl-C and its relatives into an interrupt of one thread, which then stops everything in its order.
     * Shutdown hooks would all run at once: the embedded broker has one, and would be gone before the workers have said
     * goodbye.
     */
    private static final class StopSignals implements AutoCloseable {

        private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

        private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();
        private volatile @Nullable Signal received;

        private StopSignals() {}

        /** From now on, until closed, a stop signal interrupts the calling thread. */
        static StopSignals interruptingThisThread() {
            StopSignals signals = new StopSignals();
            Thread thread = Thread.currentThread();
            for (String name : NAMES) {
                Signal signal = new Signal(name);
                signals.former.put(signal, Signal.handle(signal, which -> {
                    signals.received = which;
                    thread.interrupt();
                }));
            }
            return signals;
        }

        /** What a shell calls the end by the signal that was received: 130 for Ctrl-C. */
        int exitStatus() {
            Signal signal = received;
            return SIGNAL + (signal == null ? 2 : signal.getNumber());
        }

        @Override
        public void close() {
            former.forEach(Signal::handle);
        }
    }
}
