package dev.shakedown.service.body;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the calls with a body that each client has open. Thread-safe. */
final class OpenBodies {

    private final int most;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    /**
     * Counts from nothing.
     *
     * @param most calls at a time and client; 0 means no limit
     */
    OpenBodies(int most) {
        this.most = most;
    }

    /** Counts one more, to be given to {@link #leave}; false, and not counted, if the client has as many as it may. */
    boolean enter(String client) {
        // Of calls at the same time each sees the number that it made itself.
        int now = open.merge(client, 1, Integer::sum);
        if (most > 0 && now > most) {
            leave(client);
            return false;
        }
        return true;
    }

    void leave(String client) {
        open.computeIfPresent(client, (any, count) -> count == 1 ? null : (Integer) (count - 1));
    }
}
