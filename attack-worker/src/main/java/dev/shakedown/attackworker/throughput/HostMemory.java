package dev.shakedown.attackworker.throughput;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much memory is left, as the operating system and the container's limit say (Linux). On a processor there is no
 * out-of-memory error to catch: a process that takes too much is killed, so what a pass takes must be known before two
 * run together.
 */
final class HostMemory {

    private static final Path SYSTEM = Path.of("/proc/meminfo");
    private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

    private HostMemory() {}

    /** How much this process may still take, in bytes; empty if the system does not say. */
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
