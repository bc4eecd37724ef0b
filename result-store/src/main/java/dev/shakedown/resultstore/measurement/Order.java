package dev.shakedown.resultstore.measurement;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which order jobs come. A number that is undefined comes last: NaN, and a Lipschitz quotient of an unchanged image.
 * Jobs without a sharp image do not come by damage, and jobs without a target not by likeness to it.
 */
public enum Order {
    /** As the campaign expands, first to last. */
    ORDINAL("ordinal", "m.ordinal", false),
    /** Most dB of PSNR lost against the sharp image first. */
    DAMAGE("damage", "m.damage", true),
    /** Output that is least like the clean one first: PSNR between the two. */
    CHANGE("change", "m.attacked_to_clean_psnr", false),
    /** Output that is most like the target first: NCC between the two. */
    TARGET("target", "coalesce(nullif(m.attacked_to_target_ncc, 'NaN'), '-Infinity')", true),
    /** Largest Lipschitz quotient first. */
    LIPSCHITZ("lipschitz", "coalesce(nullif(m.lipschitz, 'NaN'), '-Infinity')", true);

    private final String word;
    private final String value;
    private final boolean descending;

    Order(String word, String value, boolean descending) {
        this.word = word;
        this.value = value;
        this.descending = descending;
    }

    /** The order of that name. */
    public static Optional<Order> of(String word) {
        return Arrays.stream(values()).filter(order -> order.word.equals(word)).findFirst();
    }

    /** What requests call it. */
    public String word() {
        return word;
    }

    /** What measurements are ordered by, as SQL over {@code measurement m}; there is an index of it for each series. */
    String value() {
        return value;
    }

    /** Which measurements have a place in this order. */
    String condition() {
        return switch (this) {
            case DAMAGE -> "m.damage IS NOT NULL";
            case TARGET -> "m.attacked_to_target_ncc IS NOT NULL";
            default -> "true";
        };
    }

    /** How the value is ordered. */
    String direction() {
        return descending ? "DESC NULLS LAST" : "ASC";
    }

    /** How equal values are ordered by ordinal. */
    String ordinalDirection() {
        return descending ? "DESC" : "ASC";
    }

    /** How what comes later compares with what comes earlier. */
    String later() {
        return descending ? "<" : ">";
    }

    /** The value that comes before all others. */
    double first() {
        return descending ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

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
}
