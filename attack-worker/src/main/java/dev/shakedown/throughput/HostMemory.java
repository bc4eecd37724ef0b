package dev.shakedown.throughput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * What the operating system says about memory, in bytes; empty where it does not (anywhere but Linux). On a processor
 * there is no out-of-memory error to catch: whoever takes too much is killed, so what a pass takes must be known before
 * two run together.
 */
final class HostMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK_RESET = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";
    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

    private HostMemory() {}

    /** What this process may still take. */
    static OptionalLong available() {
        OptionalLong system = kibibytes(SYSTEM, "MemAvailable:");
        OptionalLong limit = number(LIMIT);
        OptionalLong used = number(USED);
        if (limit.isEmpty() || used.isEmpty()) {
            return system;
        }
        long container = Math.max(0, limit.getAsLong() - used.getAsLong());
        return OptionalLong.of(Math.min(container, system.orElse(Long.MAX_VALUE)));
    }

    /** What this process has resident. */
    static OptionalLong resident() {
        return kibibytes(STATUS, "VmRSS:");
    }

    /** The most that this process has had resident since {@link #forgetPeak}. */
    static OptionalLong peak() {
        return kibibytes(STATUS, "VmHWM:");
    }

    /** Starts measuring the peak anew; whether that could be done. */
    static boolean forgetPeak() {
        try {
            Files.writeString(PEAK_RESET, RESET_PEAK, StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong kibibytes(Path file, String key) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong number(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            // No such limit, or the word "max".
            return OptionalLong.empty();
        }
    }
}
