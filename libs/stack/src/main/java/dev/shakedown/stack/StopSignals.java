package dev.shakedown.stack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Turns Ctrl-C and its relatives into an interrupt of one thread, which then stops everything in its order. Shutdown
 * hooks would all run at once: the embedded broker has one, and would be gone before the workers have said goodbye.
 */
public final class StopSignals implements AutoCloseable {

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();
    private volatile @Nullable Signal received;

    private StopSignals() {}

    /** From now on, until closed, a stop signal interrupts the calling thread. */
    public static StopSignals interruptingThisThread() {
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
    public int exitStatus() {
        Signal signal = received;
        return 128 + (signal == null ? 2 : signal.getNumber());
    }

    @Override
    public void close() {
        former.forEach(Signal::handle);
    }
}
