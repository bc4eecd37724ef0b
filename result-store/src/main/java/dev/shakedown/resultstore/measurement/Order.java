package dev.shakedown.resultstore.measurement;

import java.util.Arrays;
import java.util.Optional;

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
}
