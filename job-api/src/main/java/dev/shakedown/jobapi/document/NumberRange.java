package dev.shakedown.jobapi.document;

import java.util.function.DoublePredicate;

/** Which numbers are right. Whole ones are exact up to 2^53. */
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

    /** Whole, from {@code least} to {@code most}, both included. */
    public static NumberRange whole(long least, long most) {
        return new NumberRange(
                value -> value >= least && value <= most, "a whole number from %d to %d".formatted(least, most));
    }

    /** Odd, from {@code least} to {@code most}. */
    public static NumberRange odd(long least, long most) {
        return new NumberRange(
                value -> value >= least && value <= most && value % 2 != 0,
                "an odd whole number from %d to %d".formatted(least, most));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
