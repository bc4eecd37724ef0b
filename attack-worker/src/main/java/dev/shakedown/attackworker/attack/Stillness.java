package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.job.TracePoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a search counts as one that could not move, so that its result says nothing of the network.
 *
 * @param figure the greatest change of a value of delta on the scale of [0,1], the distance that a kernel moved where
 *     it alone is perturbed, or the objective that stayed
 */
public record Stillness(Cause cause, double figure) {

    /** As a share of the budget: a search that never went further did not search. */
    private static final double LEAST_WAY = 0.01;

    /** Relative; float32 sums in another order differ by less. */
    private static final double SAME_OBJECTIVE = 1e-5;

    /** As a share of the budget, the least step that changes a float32 number of the budget's size. */
    private static final double LEAST_STEP = 1e-6;

    public enum Cause {
        /** The gradient was zero in every pass. */
        GRADIENT_ZERO,
        /** Delta has the very bits of its start, although the step size would change them. */
        PERTURBATION_PINNED,
        /** Delta moved by a negligible part of the budget. */
        PERTURBATION_STAYED,
        /** The objective was the same in every step that was read. */
        OBJECTIVE_STAYED
    }

    /**
     * Judges a search that has done its steps.
     *
     * @param gradientWasZero whether the gradient is known to have been zero in every pass
     * @param change the greatest difference between a value of delta and that of its start; where the kernel alone is
     *     perturbed, the distance of the told kernel from its start
     * @param budget the bound of what has changed
     * @return null for a search that moved
     */
    static @Nullable Stillness of(
            Attack attack, boolean gradientWasZero, double change, double budget, List<TracePoint> trace) {
        if (gradientWasZero) {
            return new Stillness(Cause.GRADIENT_ZERO, 0);
        }
        if (change == 0
                && attack.spec().update() != Update.ADAM
                && attack.spec().stepSize() > LEAST_STEP * budget) {
            return new Stillness(Cause.PERTURBATION_PINNED, 0);
        }
        if (change < LEAST_WAY * budget) {
            return new Stillness(Cause.PERTURBATION_STAYED, change);
        }
        double first = trace.get(0).objective();
        boolean stayed = trace.stream()
                .allMatch(point -> Math.abs(point.objective() - first) <= SAME_OBJECTIVE * Math.abs(first));
        return stayed ? new Stillness(Cause.OBJECTIVE_STAYED, first) : null;
    }
}
