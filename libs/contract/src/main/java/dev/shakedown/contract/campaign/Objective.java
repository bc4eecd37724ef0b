package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a perturbation is to achieve. The distance d is the attack's {@link Distance}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Objective.Untargeted.class, name = "untargeted"),
    @JsonSubTypes.Type(value = Objective.GroundTruth.class, name = "ground-truth"),
    @JsonSubTypes.Type(value = Objective.MinimumBudget.class, name = "minimum-budget"),
    @JsonSubTypes.Type(value = Objective.Targeted.class, name = "targeted"),
    @JsonSubTypes.Type(value = Objective.Localised.class, name = "localised")
})
public sealed interface Objective {

    /** Drive the output away from the clean one: maximise d(N(y + delta), N(y)). */
    record Untargeted() implements Objective {}

    /** Drive the output away from the sharp image: maximise d(N(y + delta), x). */
    record GroundTruth() implements Objective {}

    /**
     * Find the smallest max norm at which PSNR(N(y + delta), x) is {@code loss} below PSNR(N(y), x): a bisection over
     * budgets up to the job's, each of which is searched as for {@link GroundTruth}.
     *
     * @param loss in dB, above 0
     * @param tolerance greatest distance of two budgets that the bisection ends between, in 255ths, above 0
     */
    record MinimumBudget(double loss, double tolerance) implements Objective {

        /** Workers know the budget as float32. */
        private static final double ROUNDING = 1 + 1e-6;

        /**
         * How often a budget is halved until it is not above the tolerance; the budgets that are searched are multiples
         * of the result, and at most one more of them than halvings.
         *
         * @param budget in 255ths
         */
        public int halvings(double budget) {
            int halvings = 0;
            while (Math.scalb(budget, -halvings) > tolerance * ROUNDING) {
                halvings++;
            }
            return halvings;
        }
    }

    /**
     * Drive the output towards an image: minimise d(N(y + delta), xTarget).
     *
     * @param name what people call the target
     * @param target xTarget, of the size of the image under attack
     */
    record Targeted(String name, ImageRef target) implements Objective {}

    /**
     * Drive the output towards the sharp image with one region edited: minimise d(N(y + delta), xTarget), where xTarget
     * is x with the patch in the rectangle (Gandikota, Chandramouli and Moeller 2022, figure 5).
     *
     * @param name what people call the edit
     * @param rectangle the region, inside of the sharp image
     * @param patch what it is to show
     */
    record Localised(String name, Rectangle rectangle, Patch patch) implements Objective {}

    /** Whether the distance is to grow rather than to shrink. */
    default boolean ascends() {
        return !(this instanceof Targeted || this instanceof Localised);
    }

    /** Whether the distance is that to the sharp image. */
    default boolean measuresFromTruth() {
        return this instanceof GroundTruth || this instanceof MinimumBudget;
    }
}
