package dev.shakedown.jobapi.store;

/** The result-store's answer to a request. */
public sealed interface StoreAnswer<T> {

    /** The result-store has it. */
    record Found<T>(T value) implements StoreAnswer<T> {}

    /** The result-store answers, and has no such thing. */
    record Absent<T>() implements StoreAnswer<T> {}

    /** The result-store does not answer, or not as it should. */
    record Unavailable<T>(String reason) implements StoreAnswer<T> {}

    /** Why nothing was found, human-readable. */
    default String reason() {
        return "The result-store does not have it";
    }
}
