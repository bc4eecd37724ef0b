package dev.shakedown.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A service of the stack, started and perhaps started again. */
final class ServiceProcess implements StackProcess {

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final String name;
    private final int port;
    private final List<String> command;
    private final Path directory;
    private final Path log;
    private final Guard guard;
    private volatile ChildProcess process;

    /** Starts a service that listens on a port. */
    ServiceProcess(String name, int port, List<String> command, Path directory, Path log, Guard guard)
            throws IOException {
        this.name = name;
        this.port = port;
        this.command = List.copyOf(command);
        this.directory = directory;
        this.log = log;
        this.guard = guard;
        this.process = ChildProcess.start(name, command, directory, log, guard);
    }

    @Override
    public String name() {
        return name;
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        return process;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void stop() {
        process.terminate();
        process.awaitStop(GRACE);
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void start() throws IOException {
        process.awaitStop(GRACE);
        process = ChildProcess.start(name, command, directory, log, guard);
    }
}
