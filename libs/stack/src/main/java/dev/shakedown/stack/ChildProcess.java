package dev.shakedown.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the stack. It does not hear Ctrl-C, which the terminal sends to all: the launcher stops it in order. It
 * runs nothing before the guard knows of it. Thread-safe.
 */
final class ChildProcess {

    private static final String SHELL = "trap '' INT HUP; read -r go || exit 1; exec \"$@\" </dev/null";

    private final String name;
    private final Process process;
    private final Path log;
    private final Guard guard;

    private ChildProcess(String name, Process process, Path log, Guard guard) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.guard = guard;
    }

    /** Starts a command whose output goes to a log; the log before it is kept with the ending {@code .1}. */
    static ChildProcess start(String name, List<String> command, Path directory, Path log, Guard guard)
            throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> wrapped = new ArrayList<>(List.of("sh", "-c", SHELL, name));
        wrapped.addAll(command);
        Process process = new ProcessBuilder(wrapped)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        guard.watch(process.pid());
        try (OutputStream input = process.getOutputStream()) {
            input.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new ChildProcess(name, process, log, guard);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The failure to report when it has ended unexpectedly. */
    StackFailure endedUnexpectedly() {
        return new StackFailure(name + " ended unexpectedly with status " + process.exitValue(), LogTail.of(log));
    }

    /** Asks it to stop. */
    void terminate() {
        process.destroy();
    }

    /** Ends it at once. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits until it has stopped; kills it if that takes longer than the grace period. */
    void awaitStop(Duration grace) {
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        if (!process.isAlive()) {
            guard.forget(process.pid());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
