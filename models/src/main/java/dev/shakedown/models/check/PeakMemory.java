package dev.shakedown.models.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The most memory that this process has had resident, where the operating system tells (Linux). */
public final class PeakMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");

    private PeakMemory() {}

    /**
     * Measures from now on; false where the operating system does not allow it, and the peak is that of all its life.
     */
    public static boolean forget() {
        try {
            Files.writeString(RESET, "5", StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** In bytes; 0 if unknown. */
    public static long peak() {
        return bytes("VmHWM:");
    }

    /** What the process has resident now, in bytes; 0 if unknown. */
    public static long resident() {
        return bytes("VmRSS:");
    }

    /** Bytes, human-readable: in MiB, or {@code unknown} for 0. */
    public static String describe(long bytes) {
        return bytes == 0 ? "unknown" : bytes / (1 << 20) + " MiB";
    }

    private static long bytes(String key) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
