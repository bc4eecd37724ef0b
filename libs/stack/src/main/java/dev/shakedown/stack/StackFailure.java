package dev.shakedown.stack;

import java.util.List;

/** The local stack could not start, or a process of it ended unexpectedly. */
public final class StackFailure extends RuntimeException {

    private final List<String> details;

    /**
     * A failure.
     *
     * @param message what happened, in one line
     * @param details what was logged before it, a line each
     */
    public StackFailure(String message, List<String> details) {
        super(message);
        this.details = List.copyOf(details);
    }

    /** A failure that explains itself. */
    public StackFailure(String message) {
        this(message, List.of());
    }

    /** The end of the failed process's log, a line each. */
    public List<String> details() {
        return details;
    }
}
