package dev.shakedown.attackworker.throughput;

import dev.shakedown.models.check.PeakMemory;
import java.util.OptionalLong;

/** What a computation takes of the process's memory at its peak. */
public final class MeasuredPass {

    private MeasuredPass() {}

    /** How much this process may still take, in bytes; empty if the system does not say. */
    public static OptionalLong available() {
        return HostMemory.available();
    }

    /** Gives memory that is free within the process back to the system. */
    public static void trim() {
        HostMemory.trim();
    }

    /** Runs a computation; gives what it took beyond what the process had before, in bytes; empty if unknown. */
    public static OptionalLong bytes(Runnable computation) {
        HostMemory.trim();
        long before = PeakMemory.resident();
        boolean known = before != 0 && PeakMemory.forget();
        computation.run();
        return known ? OptionalLong.of(Math.max(1, PeakMemory.peak() - before)) : OptionalLong.empty();
    }
}
