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
 * A service of the stack, started and perhaps started again. It does not hear Ctrl-C, which the terminal sends to all:
 * the launcher stops it in order. It runs nothing before the guard knows of it. Thread-safe.
 */
final class ServiceProcess implements StackProcess {

    private static final String SHELL = "trap '' INT HUP; read -r go || exit 1; exec \"$@\" </dev/null";

    /** Of a process that a signal ended, Java and the shell give this and the signal's number as the status. */
    private static final int SIGNALLED = 128;

    private static final int SIGKILL = 9;

    /** Of the services, which run with -XX:+ExitOnOutOfMemoryError. */
    private static final int HEAP_FULL = 3;

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final String name;
    private final int port;
    private final List<String> command;
    private final Path directory;
    private final Path log;
    private final Guard guard;
    private volatile Process process;

    /**
     * Starts a service that listens on a port. Its output goes to a log; the log before it gets the ending {@code .1}.
     */
    ServiceProcess(String name, int port, List<String> command, Path directory, Path log, Guard guard)
            throws IOException {
        this.name = name;
        this.port = port;
        this.command = new ArrayList<>(List.of("sh", "-c", SHELL, name));
        this.command.addAll(command);
        this.directory = directory;
        this.log = log;
        this.guard = guard;
        this.process = launch();
    }

    private Process launch() throws IOException {
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Process started = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        guard.watch(started.pid());
        try (OutputStream input = started.getOutputStream()) {
            input.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
        return started;
    }

    @Override
    public String name() {
        return name;
    }

    int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its exit status, or the signal that killed it. */
    @Override
    public String end() {
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

    @Override
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void stop() {
        terminate();
        awaitStop(GRACE);
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

    @Override
    public void start() throws IOException {
        awaitStop(GRACE);
        process = launch();
    }
}
