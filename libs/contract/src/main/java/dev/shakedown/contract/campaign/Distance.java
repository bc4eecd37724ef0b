package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far an output a and a reference b are apart, with a weight w for every pixel, 1 where there is no mask.
 *
 * @param measure the formula
 * @param mask where w comes from; null for none
 * @param weighting a further factor of w that depends on a and b; null for none
 * @param clampOutput whether a and b are clamped to [0,1] before they are compared, so that a value of a outside has
 *     the gradient 0; null for no, see {@link #clampsOutput}
 */
public record Distance(
        Measure measure,
        @Nullable Mask mask,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Weighting weighting,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean clampOutput) {

    /** The distance of the paper: ||a - b||2, every pixel alike. */
    public static final Distance L2 = new Distance(Measure.L2, null);

    @JsonCreator
    public Distance {
        clampOutput = Boolean.TRUE.equals(clampOutput) ? true : null;
    }

    /** A formula, perhaps with a mask. */
    public Distance(Measure measure, @Nullable Mask mask) {
        this(measure, mask, null, null);
    }

    /** Whether a and b are clamped to [0,1] before they are compared. */
    public boolean clampsOutput() {
        return clampOutput != null;
    }

    /** A formula. */
    public enum Measure {
        /** sqrt( sum of w (a - b)^2 over all pixels and channels ). */
        @JsonProperty("l2")
        L2,
        /** The mean of w (a - b)^2 over all pixels and channels. */
        @JsonProperty("mse")
        MSE,
        /** The sum of w |a - b| over all pixels and channels; its gradient is 0 where a = b. */
        @JsonProperty("l1")
        L1
    }

    /** A weight of each pixel that counts as a constant when the gradient is taken. */
    public enum Weighting {
        /**
         * CosPGD (Agnihotri, Jung and Keuper, ICML 2024): c = the cosine similarity of softmax(a) and softmax(b), both
         * over the channels of the pixel; 1 - c where the objective shrinks.
         */
        @JsonProperty("cosine")
        COSINE
    }
}
