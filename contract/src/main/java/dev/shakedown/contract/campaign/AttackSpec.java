package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A projected gradient ascent or descent with Adam's updates.
 *
 * @param objective what the perturbation is to achieve
 * @param steps how many updates
 * @param stepSize Adam's step size on the scale of [0,1]
 * @param clip whether y + delta is kept in [0,1]
 * @param iterate which perturbation is the result
 */
public record AttackSpec(Objective objective, int steps, double stepSize, boolean clip, Iterate iterate) {

    /** Which of the perturbations that the attack went through counts. */
    public enum Iterate {
        /** The one after the last step, as in the paper. */
        @JsonProperty("last")
        LAST,
        /** The one with the best objective. */
        @JsonProperty("best")
        BEST
    }
}
