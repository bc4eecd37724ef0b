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

    /** Of a process that a signal ended, Java and the shell give this and the signal's number as the status. */
    private static final int SIGNALLED = 128;

    private static final int SIGKILL = 9;

    /** Of the services, which run with -XX:+ExitOnOutOfMemoryError. */
    private static final int HEAP_FULL = 3;

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
        return endedUnexpectedly("");
    }

    /** The same; {@code often} says how often, or is empty. */
    StackFailure endedUnexpectedly(String often) {
        return new StackFailure(
                name + " " + end() + often + "; nothing that was accepted is lost: the next start goes on with it",
                LogTail.of(log));
    }

    /** How it ended, in words: its exit status, or the signal that killed it. */
    String end() {
        int status = process.exitValue();
        if (status == HEAP_FULL) {
            return "ended with status 3: its Java heap (-Xmx) was too small";
        }
        if (status <= SIGNALLED) {
            return "ended unexpectedly with status " + status;
        }
        int signal = status - SIGNALLED;
        return signal == SIGKILL
                ? "was killed by signal 9, probably for lack of memory"
                : "was ended by signal " + signal;
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
