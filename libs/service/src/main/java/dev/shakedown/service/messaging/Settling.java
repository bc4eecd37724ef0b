package dev.shakedown.service.messaging;

import java.time.Duration;

/** A wait that has begun: Kafka was asked how far a topic goes, and its reader may not be there yet. */
@FunctionalInterface
public interface Settling {

    /**
     * Waits until everything that was in the topic when this began has been handled.
     *
     * @return whether that was so in time
     */
    boolean await(Duration timeout);
}
