package dev.shakedown.resultstore.measurement;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an ordered list, to go on after.
 *
 * @param value what the list is ordered by; the ordinal itself where it is ordered by ordinal
 * @param ordinal decides between equal values
 */
public record Place(double value, long ordinal) {

    private static final Pattern TEXT =
            Pattern.compile("(-?\\d{1,20}(?:\\.\\d{1,20})?(?:E-?\\d{1,3})?|-?Infinity|NaN)_(\\d{1,18})");
    private static final Pattern ORDINAL = Pattern.compile("-1|\\d{1,18}");

    /** The place before the first one. */
    public static Place start(Order order) {
        if (order == Order.ORDINAL) {
            return new Place(-1, -1);
        }
        return new Place(order.first(), order.first() > 0 ? Long.MAX_VALUE : -1);
    }

    /** Reads what {@link #text} wrote; empty if it did not write this. */
    public static Optional<Place> read(Order order, String text) {
        if (order == Order.ORDINAL) {
            return ORDINAL.matcher(text).matches()
                    ? Optional.of(new Place(Long.parseLong(text), Long.parseLong(text)))
                    : Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new Place(Double.parseDouble(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** The place as text. */
    public String text(Order order) {
        return order == Order.ORDINAL ? Long.toString(ordinal) : value + "_" + ordinal;
    }
}
