package dev.shakedown.jobapi.store;

/** What came of asking the result-store for something. */
public sealed interface Answer<T> {

    /**
     * It has it.
     *
     * @param value what it has
     */
    record Found<T>(T value) implements Answer<T> {}

    /** It answers, and has no such thing. */
    record Absent<T>() implements Answer<T> {}

    /**
     * It does not answer, or not as it should.
     *
     * @param reason why, for people
     */
    record Unavailable<T>(String reason) implements Answer<T> {}
}
