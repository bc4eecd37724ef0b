package dev.shakedown.resultstore.measurement;

import java.util.Arrays;
import java.util.Optional;

/** In which order jobs come. Jobs for which there is no such number do not come at all, except by ordinal. */
public enum Order {
    /** As the campaign expands, first to last. */
    ORDINAL("ordinal", "ordinal", false),
    /** Most dB of PSNR lost against the sharp image first. */
    DAMAGE("damage", "damage", true),
    /** Output that is least like the clean one first: PSNR between the two. */
    CHANGE("change", "attacked_to_clean_psnr", false),
    /** Output that is most like the target first: NCC between the two. */
    TARGET("target", "attacked_to_target_ncc", true),
    /** Largest Lipschitz quotient first. */
    LIPSCHITZ("lipschitz", "lipschitz", true);

    private final String word;
    private final String column;
    private final boolean descending;

    Order(String word, String column, boolean descending) {
        this.word = word;
        this.column = column;
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

    /** The column of {@code measurement}. */
    String column() {
        return column;
    }

    /** Which measurements have such a number. */
    String condition() {
        return this == ORDINAL ? "true" : "m.%1$s > '-Infinity' AND m.%1$s <> 'NaN'".formatted(column);
    }

    /** {@code DESC} or {@code ASC}. */
    String direction() {
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
