package dev.shakedown.attackworker.delivery;

import java.time.Instant;

/** Time that passes evenly, for what is due after a while: the machine's clock can be set while the worker runs. */
public final class SteadyTime {

    private static final Instant START = Instant.now();
    private static final long START_NANOS = System.nanoTime();

    private SteadyTime() {}

    /** The time by the machine's clock when the worker started, and what has passed since; to be compared alone. */
    public static Instant now() {
        return START.plusNanos(System.nanoTime() - START_NANOS);
    }
}
