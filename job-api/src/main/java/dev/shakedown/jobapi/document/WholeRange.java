package dev.shakedown.jobapi.document;

import java.util.function.LongPredicate;

/**
 * Which whole numbers are right.
 *
 * @param holds whether a number is one
 * @param expected the same in words
 */
public record WholeRange(LongPredicate holds, String expected) {

    /** From {@code least} to {@code most}, both included. */
    public static WholeRange closed(long least, long most) {
        return new WholeRange(
                value -> value >= least && value <= most, "a whole number from %d to %d".formatted(least, most));
    }

    /** Odd, from {@code least} to {@code most}. */
    public static WholeRange odd(long least, long most) {
        return new WholeRange(
                value -> value >= least && value <= most && value % 2 != 0,
                "an odd whole number from %d to %d".formatted(least, most));
    }
}
