package dev.shakedown.attack;

import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.image.PlanarImage;
import java.util.List;

/** How an attack in a batch ended. */
public sealed interface AttackOutcome {

    /** The attack, the very object that was admitted. */
    Attack attack();

    /**
     * It ran all its steps.
     *
     * @param attack the attack
     * @param perturbation delta, the one that counts
     * @param cleanOutput N(y), not clamped
     * @param attackedOutput N(y + delta), not clamped
     * @param countedStep updates done when delta stood
     * @param finalObjective ||N(y + delta) - r||2
     * @param trace the objective on the way, at the random start first and at the last iterate last
     * @param secondsPerStep mean wall-clock time of an update, divided by the slots that shared it
     */
    record Completed(
            Attack attack,
            PlanarImage perturbation,
            PlanarImage cleanOutput,
            PlanarImage attackedOutput,
            int countedStep,
            double finalObjective,
            List<TracePoint> trace,
            double secondsPerStep)
            implements AttackOutcome {

        public Completed {
            trace = List.copyOf(trace);
        }
    }

    /**
     * The objective or the perturbation stopped being a finite number.
     *
     * @param attack the attack
     * @param step updates done when that was noticed
     * @param what which number it was
     */
    record NotFinite(Attack attack, int step, String what) implements AttackOutcome {}
}
