package dev.shakedown.jobapi.document;

import java.util.function.DoublePredicate;

/**
 * Which real numbers are right.
 *
 * @param holds whether a finite number is one
 * @param expected the same in words
 */
public record NumberRange(DoublePredicate holds, String expected) {

    /** From {@code least} to {@code most}, both included. */
    public static NumberRange closed(double least, double most) {
        return new NumberRange(
                value -> value >= least && value <= most,
                "a number from %s to %s".formatted(plain(least), plain(most)));
    }

    /** Above zero, up to {@code most}. */
    public static NumberRange positive(double most) {
        return new NumberRange(
                value -> value > 0 && value <= most, "a number above 0 and at most %s".formatted(plain(most)));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
