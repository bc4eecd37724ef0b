package dev.shakedown.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of a process's threads, by name; threads that have ended do not count. Linux only.
 *
 * @param seconds in user and kernel mode, by the first 15 characters of the threads' names
 */
record ThreadTimes(Map<String, Double> seconds) {

    /** The kernel counts in hundredths of a second (USER_HZ). */
    private static final double TICK = 0.01;

    /** Fields of {@code /proc/PID/task/TID/stat} behind the name, which ends with the last parenthesis. */
    private static final int USER = 11;

    private static final int KERNEL = 12;

    /** Now. */
    static ThreadTimes of(long pid) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    String stat = Files.readString(task.resolve("stat"));
                    int end = stat.lastIndexOf(')');
                    List<String> fields = List.of(stat.substring(end + 2).split(" "));
                    double ticks = Double.parseDouble(fields.get(USER)) + Double.parseDouble(fields.get(KERNEL));
                    seconds.merge(stat.substring(stat.indexOf('(') + 1, end), ticks * TICK, Double::sum);
                } catch (IOException | UncheckedIOException e) {
                    continue; // It has ended.
                }
            }
        }
        return new ThreadTimes(Map.copyOf(seconds));
    }

    /** Of the threads whose name begins so. */
    double of(String prefix) {
        return seconds.entrySet().stream()
                .filter(thread -> thread.getKey().startsWith(prefix))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Of all threads. */
    double sum() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
