package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far two images are apart, with a weight w for every pixel, 1 where there is no mask.
 *
 * @param measure the formula
 * @param mask where w comes from; null for none
 */
public record Distance(Measure measure, @Nullable Mask mask) {

    /** The distance of the paper: ||a - b||2, every pixel alike. */
    public static final Distance L2 = new Distance(Measure.L2, null);

    /** A formula. */
    public enum Measure {
        /** sqrt( sum of w (a - b)^2 over all pixels and channels ). */
        @JsonProperty("l2")
        L2,
        /** The mean of w (a - b)^2 over all pixels and channels. */
        @JsonProperty("mse")
        MSE
    }
}
