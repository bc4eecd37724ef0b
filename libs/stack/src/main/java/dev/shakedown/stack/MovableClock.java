package dev.shakedown.stack;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clock of a process that runs with libfaketime, which can be set wrong while the process runs. Its monotonic time
 * stays right.
 *
 * @param file with the offset, which the process reads every second
 */
public record MovableClock(Path file) {

    /** What a process needs in its environment for a clock that is right now; nothing without the library. */
    static Map<String, String> environment(@Nullable Path library, Path file) throws IOException {
        if (library == null) {
            return Map.of();
        }
        Files.createDirectories(requireNonNull(file.getParent()));
        new MovableClock(file).set(Duration.ZERO);
        return Map.of(
                "LD_PRELOAD", library.toAbsolutePath().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toAbsolutePath().toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise waits of a JVM, which are on the monotonic clock, end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }

    /** Sets it wrong by an offset, or right again; the process notices within a second. */
    public void set(Duration offset) throws IOException {
        Path next = Files.writeString(
                file.resolveSibling(file.getFileName() + ".next"), "%+d%n".formatted(offset.toSeconds()));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
