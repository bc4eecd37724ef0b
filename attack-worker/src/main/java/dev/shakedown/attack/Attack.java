package dev.shakedown.attack;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import org.jspecify.annotations.Nullable;

/**
 * One attack on one blurred image.
 *
 * @param blurred y
 * @param kernel b, where it is known; a non-blind network needs it
 * @param target xTarget, of y's size, exactly if the objective is targeted
 * @param spec what to achieve, and how
 * @param epsilon bound of the max norm on the scale of [0,1], above 0
 * @param seed of the random start
 */
public record Attack(
        PlanarImage blurred,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage target,
        AttackSpec spec,
        float epsilon,
        long seed) {

    public Attack {
        if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon: " + epsilon + ": must be finite and above 0");
        }
        if ((target != null) != (spec.objective() instanceof Objective.Targeted)) {
            throw new IllegalArgumentException("target: must be given exactly if the objective is targeted");
        }
        if (target != null && (target.width() != blurred.width() || target.height() != blurred.height())) {
            throw new IllegalArgumentException("target: " + target.width() + "x" + target.height() + ": must be "
                    + blurred.width() + "x" + blurred.height() + ", the size of the blurred image");
        }
    }

    /** Converts a budget in 255ths to the float32 number that bounds the perturbation. */
    public static float epsilonOf(double budgetIn255ths) {
        return (float) (budgetIn255ths / 255.0);
    }

    /** Whether the objective's distance is to grow (untargeted) rather than to shrink (targeted). */
    public boolean ascends() {
        return target == null;
    }
}
