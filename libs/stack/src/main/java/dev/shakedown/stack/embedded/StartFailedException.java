package dev.shakedown.stack.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A child process did not come up. The message holds the end of its log. */
public final class StartFailedException extends RuntimeException {

    private static final int LINES = 30;

    StartFailedException(String what, Path log, @Nullable Throwable cause) {
        super("%s; the end of %s:%n%s".formatted(what, log, tail(log)), cause);
    }

    private static String tail(Path log) {
        try {
            // A broker that gives up says why, and then at length how it shuts down.
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.contains(" INFO "))
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e + ")";
        }
    }
}
