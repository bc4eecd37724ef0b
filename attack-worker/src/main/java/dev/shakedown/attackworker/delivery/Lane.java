package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.RequestQueue;

/** Where in a queue jobs come from, the one to be emptied first at the front. */
public enum Lane {
    /** Jobs of urgent campaigns, begun or not. */
    URGENT,
    /** Jobs that have begun. */
    RESUMED,
    NORMAL;

    /** The lane's topic in a queue. */
    String topic(RequestQueue queue) {
        return switch (this) {
            case URGENT -> queue.urgent();
            case RESUMED -> queue.resumed();
            case NORMAL -> queue.requests();
        };
    }

    /** Where a job goes on after its leg. */
    public Lane resumed() {
        return this == URGENT ? URGENT : RESUMED;
    }
}
