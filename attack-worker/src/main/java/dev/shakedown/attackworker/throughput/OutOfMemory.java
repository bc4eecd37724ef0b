package dev.shakedown.attackworker.throughput;

import java.util.List;
import java.util.Locale;

/** Tells libtorch's errors for want of memory from others; they have no type of their own in Java. */
public final class OutOfMemory {

    // CUDA's allocator says "CUDA out of memory", the host's "DefaultCPUAllocator: can't allocate memory".
    private static final List<String> SIGNS = List.of("out of memory", "can't allocate memory", "not enough memory");

    private OutOfMemory() {}

    public static boolean is(Throwable error) {
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return SIGNS.stream().anyMatch(message::contains);
    }
}
