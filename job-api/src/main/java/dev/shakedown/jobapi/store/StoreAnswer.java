package dev.shakedown.jobapi.store;

/** What came of asking the result-store for something. */
public sealed interface StoreAnswer<T> {

    /**
     * It has it.
     *
     * @param value what it has
     */
    record Found<T>(T value) implements StoreAnswer<T> {}

    /** It answers, and has no such thing. */
    record Absent<T>() implements StoreAnswer<T> {}

    /**
     * It does not answer, or not as it should.
     *
     * @param reason why, for people
     */
    record Unavailable<T>(String reason) implements StoreAnswer<T> {}
}
