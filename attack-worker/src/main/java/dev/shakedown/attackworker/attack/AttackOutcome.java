package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an attack in a batch ended. */
public sealed interface AttackOutcome {

    Attack attack();

    /**
     * It ran to its end. Of several searches, this is the one that did the network most harm.
     *
     * @param perturbation delta, the one that counts
     * @param told b', the kernel that the network is told in place of b with it; null where that is b
     * @param restart which of the searches it is, from 0
     * @param steps updates done in it; fewer than asked for if it came to rest
     * @param countedStep updates done when delta stood
     * @param finalObjective the distance of N(y + delta) to r, the mean over all views, without noise
     * @param trace the objective on the way, at the start first and at the last iterate last
     * @param secondsPerStep mean wall-clock time of an update, divided by the rows that shared it, times the attack's
     *     own
     * @param stillness why no search could move; null if one did
     */
    record Completed(
            Attack attack,
            PlanarImage perturbation,
            @Nullable BlurKernel told,
            int restart,
            int steps,
            int countedStep,
            double finalObjective,
            List<TracePoint> trace,
            double secondsPerStep,
            @Nullable Stillness stillness)
            implements AttackOutcome {

        public Completed {
            trace = List.copyOf(trace);
        }

        /** With networks that are told b. */
        public Completed(
                Attack attack,
                PlanarImage perturbation,
                int restart,
                int steps,
                int countedStep,
                double finalObjective,
                List<TracePoint> trace,
                double secondsPerStep,
                @Nullable Stillness stillness) {
            this(
                    attack,
                    perturbation,
                    null,
                    restart,
                    steps,
                    countedStep,
                    finalObjective,
                    trace,
                    secondsPerStep,
                    stillness);
        }
    }

    /**
     * The objective or the gradient stopped being a finite number.
     *
     * @param step updates done when that happened
     * @param what which number it was
     */
    record NotFinite(Attack attack, int step, String what) implements AttackOutcome {

        /** The reason in a failed job's result. */
        public String message() {
            return what + " is not a finite number after step " + step;
        }
    }
}
