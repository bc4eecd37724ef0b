package dev.shakedown.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process beside the launcher that ends the processes it watches when the launcher ends for any reason: its standard
 * input then reaches its end. Thread-safe.
 */
final class Guard implements AutoCloseable {

    private final Process process;
    private final OutputStream input;

    private Guard(Process process) {
        this.process = process;
        this.input = process.getOutputStream();
    }

    /**
     * Starts a guard.
     *
     * @param marker a file that is older than every file given to {@link #watchOwnerOf}, unless that file is stale
     */
    static Guard start(Path marker) throws IOException {
        return new Guard(new ProcessBuilder("sh", "-c", script(), "shakedown-guard", marker.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** From now on the process does not outlive the launcher. */
    void watch(long pid) {
        tell("+ " + pid);
    }

    /** The process has ended; its id may soon be another's. */
    void forget(long pid) {
        tell("- " + pid);
    }

    /** From now on the process whose id is the first line of that file does not outlive the launcher. */
    void watchOwnerOf(Path pidFile) {
        tell("@ " + pidFile);
    }

    /** Ends the guard, which first ends what it still watches over. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            // It has ended before.
        }
    }

    private synchronized void tell(String line) {
        try {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guard process has ended", e);
        }
    }

    private static String script() throws IOException {
        try (InputStream script = Guard.class.getResourceAsStream("guard.sh")) {
            if (script == null) {
                throw new IllegalStateException("guard.sh is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
