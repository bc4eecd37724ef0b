package dev.shakedown.attackworker.throughput;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.shakedown.models.check.PeakMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory is left, as the operating system and the limits of the process's control groups say (Linux, version 1
 * and 2 of control groups). On a processor there is no out-of-memory error to catch: a process that takes too much is
 * killed, so the need of a pass must be known before it runs.
 */
public final class HostMemory {

    private static final Path ROOT = Path.of("/");

    private HostMemory() {}

    private record Version(String directory, String limit, String used, String reclaimable) {}

    private static final Version TWO = new Version("sys/fs/cgroup", "memory.max", "memory.current", "");
    private static final Version ONE =
            new Version("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_");

    /** How much this process may still take, in bytes; empty if the system does not say. */
    public static OptionalLong available() {
        return available(ROOT);
    }

    /** The same, with the system's files below another directory. */
    static OptionalLong available(Path root) {
        List<Long> limits = new ArrayList<>();
        number(root.resolve("proc/meminfo"), "MemAvailable:").ifPresent(kibibytes -> limits.add(kibibytes * 1024));
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && parts[0].equals("0")) {
                addLimits(limits, root, TWO, parts[2]);
            } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
                addLimits(limits, root, ONE, parts[2]);
            }
        }
        return limits.stream().mapToLong(Long::longValue).min();
    }

    /** Of the group and of those around it; in a container the outer ones cannot be seen. */
    private static void addLimits(List<Long> limits, Path root, Version version, String group) {
        Path top = root.resolve(version.directory());
        Path directory =
                top.resolve(group.substring(Math.min(1, group.length()))).normalize();
        while (directory != null && directory.startsWith(top)) {
            left(directory, version).ifPresent(limits::add);
            directory = directory.getParent();
        }
    }

    /** The limit less what is used; memory of cached files counts as free. */
    private static OptionalLong left(Path directory, Version version) {
        OptionalLong limit = number(directory.resolve(version.limit()), "");
        OptionalLong used = number(directory.resolve(version.used()), "");
        if (limit.isEmpty() || used.isEmpty()) {
            return OptionalLong.empty();
        }
        Path statistics = directory.resolve("memory.stat");
        long files = number(statistics, version.reclaimable() + "inactive_file ")
                        .orElse(0)
                + number(statistics, version.reclaimable() + "active_file ").orElse(0);
        return OptionalLong.of(Math.max(0, limit.getAsLong() - used.getAsLong() + files));
    }

    /** Gives memory that is free within the process back to the system, so that it can be measured. */
    public static void trim() {
        try {
            Function trim = NativeLibrary.getInstance("c").getFunction("malloc_trim");
            trim.invokeInt(new Object[] {0});
        } catch (UnsatisfiedLinkError e) {
            // Another C library than glibc.
            return;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The number after a key; empty if there is no such line, or it is the word "max". */
    private static OptionalLong number(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).replaceAll("[^0-9]", ""))
                .filter(digits -> !digits.isEmpty() && digits.length() < 19)
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    /** Runs a computation; gives what it took beyond what the process had before, in bytes; empty if unknown. */
    public static OptionalLong taken(Runnable computation) {
        trim();
        long before = PeakMemory.resident();
        boolean known = before != 0 && PeakMemory.forget();
        computation.run();
        return known ? OptionalLong.of(Math.max(1, PeakMemory.peak() - before)) : OptionalLong.empty();
    }
}
