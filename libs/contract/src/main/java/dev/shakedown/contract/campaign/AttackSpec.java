package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A projected gradient ascent or descent.
 *
 * @param objective what the perturbation is to achieve
 * @param distance how the objective measures
 * @param norm what the budget bounds
 * @param start where the search begins
 * @param update how a step follows from the gradient
 * @param steps how many updates, at most
 * @param stepSize on the scale of [0,1]; what it means depends on the update
 * @param clip whether y + delta is kept in [0,1]
 * @param iterate which perturbation is the result
 * @param restarts how many searches from different starts; the most harmful result counts
 * @param plateau when to end early; null to do all steps
 * @param expectation over what the objective is averaged; null for nothing
 * @param universal whether one perturbation is sought for all images of the campaign together
 * @param traceEvery after how many updates the objective is noted, and looked at for a plateau
 */
public record AttackSpec(
        Objective objective,
        Distance distance,
        Norm norm,
        Start start,
        Update update,
        int steps,
        double stepSize,
        boolean clip,
        Iterate iterate,
        int restarts,
        @Nullable Plateau plateau,
        @Nullable Expectation expectation,
        boolean universal,
        int traceEvery) {

    /** The value of {@code traceEvery} where nothing is said. */
    public static final int TRACE_EVERY = 10;

    @JsonCreator
    public AttackSpec {}

    /** The paper's attack: one search with Adam's updates from uniform noise, in the max norm. */
    public AttackSpec(Objective objective, int steps, double stepSize, boolean clip, Iterate iterate) {
        this(
                objective,
                Distance.L2,
                Norm.LINF,
                Start.UNIFORM,
                Update.ADAM,
                steps,
                stepSize,
                clip,
                iterate,
                1,
                null,
                null,
                false,
                TRACE_EVERY);
    }

    /** Which of the perturbations that the attack went through counts. */
    public enum Iterate {
        /** The one after the last step, as in the paper. */
        @JsonProperty("last")
        LAST,
        /** The one with the best objective. */
        @JsonProperty("best")
        BEST
    }

    /** What the budget epsilon bounds. */
    public enum Norm {
        /** max |delta| is at most epsilon. */
        @JsonProperty("linf")
        LINF,
        /** The root mean square of delta is at most epsilon: ||delta||2 is at most epsilon sqrt(3 H W). */
        @JsonProperty("l2")
        L2
    }

    /** Where a search begins, inside of the budget. */
    public enum Start {
        /** Uniform noise: in [-epsilon, epsilon], or in the ball. */
        @JsonProperty("uniform")
        UNIFORM,
        /** Gaussian noise of standard deviation epsilon / 2, clamped to the budget. */
        @JsonProperty("gaussian")
        GAUSSIAN,
        /** delta = 0. Has no gradient where the objective is the distance to the clean output. */
        @JsonProperty("zero")
        ZERO
    }

    /** How a step follows from the gradient. */
    public enum Update {
        /** Adam's, as in the paper; the step size is Adam's. */
        @JsonProperty("adam")
        ADAM,
        /** The step size times the gradient's signs; for the max norm. */
        @JsonProperty("sign")
        SIGN,
        /** Along the gradient, a step of root mean square {@code stepSize}; for the L2 norm. */
        @JsonProperty("gradient")
        GRADIENT
    }
}
