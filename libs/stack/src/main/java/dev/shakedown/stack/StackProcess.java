package dev.shakedown.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process of a running stack that can be made to fail. For one thread at a time. */
public interface StackProcess {

    /** As in the logs: {@code worker-1}, {@code broker}. */
    String name();

    long pid();

    boolean isAlive();

    /** Ends it at once, as {@code kill -9} does. */
    void kill();

    /** Asks it to stop and waits until it has, for a while. */
    void stop();

    /** Stops it and its children from doing anything until {@link #thaw()}. */
    default void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    default void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** How it ended, in words. */
    String end();

    Path log();

    /**
     * Starts it again where it was; it takes a while to be of use.
     *
     * @throws dev.shakedown.stack.embedded.StartFailedException if it ends at once
     */
    void start() throws IOException;

    private void signal(String signal) throws IOException, InterruptedException {
        ProcessHandle process = ProcessHandle.of(pid()).orElse(null);
        if (process == null) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("kill", signal));
        Stream.concat(Stream.of(process), process.descendants()).forEach(one -> command.add(Long.toString(one.pid())));
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
