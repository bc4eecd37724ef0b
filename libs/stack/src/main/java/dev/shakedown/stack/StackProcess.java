package dev.shakedown.stack;

import java.io.IOException;

/** A process of a running stack that can be made to fail. For one thread at a time. */
public interface StackProcess {

    /** As in the logs: {@code worker-1}, {@code broker}. */
    String name();

    long pid();

    /** Whether its process runs. */
    boolean isAlive();

    /** Ends it at once, as {@code kill -9} does. */
    void kill();

    /** Asks it to stop and waits until it has, for a while. */
    void stop();

    /** Stops it from doing anything until {@link #thaw()}. */
    default void freeze() throws IOException, InterruptedException {
        Signal.freeze(pid());
    }

    default void thaw() throws IOException, InterruptedException {
        Signal.thaw(pid());
    }

    /** Starts it again where it was; it takes a while to be of use. */
    void start() throws IOException;
}
