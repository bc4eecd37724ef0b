package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attack that was taken out of a batch between two steps, with all that it needs to go on in another one as if
 * nothing had happened. What follows from the attack itself (clean outputs, feasible set) is not kept.
 */
public record AttackState(List<Search> running, List<Found> found) {

    public AttackState {
        running = List.copyOf(running);
        found = List.copyOf(found);
    }

    public long steps() {
        long steps = 0;
        for (Search search : running) {
            steps += search.progress().steps();
        }
        for (Found ended : found) {
            steps += ended.progress().steps();
        }
        return steps;
    }

    /**
     * How far a search is.
     *
     * @param restart which of the attack's searches, from 0
     * @param seconds that these took
     * @param best the best objective that was read; NaN if none was
     */
    public record Progress(int restart, int steps, double seconds, double best, int bestAt, List<TracePoint> trace) {

        public Progress {
            trace = List.copyOf(trace);
        }
    }

    /**
     * A search that goes on.
     *
     * @param moments Adam's, or what Auto-PGD keeps in their place; null for other updates
     * @param best the best perturbation so far; null where the last one counts
     * @param halving Auto-PGD's; null for other updates
     * @param told the kernel's; null where it is not perturbed
     */
    public record Search(
            Progress progress,
            PlanarImage delta,
            @Nullable Moments moments,
            @Nullable Best best,
            @Nullable Halving halving,
            @Nullable Told told) {}

    /**
     * The kernel that is told in place of b, on its way; all (K, K).
     *
     * @param kernel b'
     * @param best b' of the best perturbation; of no meaning where the last one counts
     * @param steepest the greatest slope of a weight so far
     */
    public record Told(FloatArray kernel, FloatArray best, float steepest) {}

    /**
     * An update's memory.
     *
     * @param first m / (1 - beta1) of Adam; the delta before, of Auto-PGD
     * @param second v / (1 - beta2) of Adam; the gradient at the best delta, of Auto-PGD
     */
    public record Moments(PlanarImage first, PlanarImage second) {}

    /** The best perturbation that a search saw; {@code loss}: its signed distance. */
    public record Best(PlanarImage delta, float loss, int step) {}

    /**
     * How Auto-PGD comes to its step size.
     *
     * @param previous the signed distance of the last pass
     * @param improvements passes since the last checkpoint that improved it
     * @param bestThere the best signed distance at the last checkpoint
     * @param halved 1 if the step was halved there, else 0
     * @param factor of the first step size: 1, 1/2, 1/4, ...
     */
    public record Halving(float previous, float improvements, float bestThere, float halved, float factor) {

        static Halving of(float[] numbers) {
            return new Halving(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }

        float[] numbers() {
            return new float[] {previous, improvements, bestThere, halved, factor};
        }
    }

    /**
     * A search that has ended.
     *
     * @param told b', where the kernel is perturbed; else null
     * @param stillness why it could not move; null if it did
     */
    public record Found(
            Progress progress,
            PlanarImage delta,
            @Nullable BlurKernel told,
            int step,
            @Nullable Stillness stillness) {}

    /** What comes of taking an attack out of a batch before its end. */
    public sealed interface SuspendOutcome {

        /** It can go on elsewhere. */
        record Suspended(AttackState state) implements SuspendOutcome {}

        /** It had ended, unnoticed so far, with numbers that are not finite. */
        record Broken(AttackOutcome.NotFinite outcome) implements SuspendOutcome {}
    }
}
