package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.nio.FloatBuffer;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One image that the perturbation is put on, and what the outputs are held against; all of y's size.
 *
 * @param y blurred
 * @param kernel b, where it is known
 * @param sharp x, where it is known
 * @param target xTarget, if there is one
 * @param weights w of the distance; null for 1 everywhere
 */
record AttackedImage(
        PlanarImage y,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage sharp,
        @Nullable PlanarImage target,
        @Nullable PlanarImage weights) {

    /** The objective on this image alone; empty where what it is held against is not known. */
    OptionalDouble objective(Objective objective, Distance.Measure measure, Outputs outputs) {
        PlanarImage reference = objective instanceof Objective.Untargeted
                ? outputs.clean()
                : objective instanceof Objective.GroundTruth ? sharp : target;
        if (reference == null) {
            return OptionalDouble.empty();
        }
        double sum = squares(outputs.attacked(), reference);
        return OptionalDouble.of(
                measure == Distance.Measure.L2
                        ? Math.sqrt(sum)
                        : sum / reference.buffer().remaining());
    }

    /** The sum of w (a - b)^2 over all values. */
    private double squares(PlanarImage a, PlanarImage b) {
        FloatBuffer left = a.buffer();
        FloatBuffer right = b.buffer();
        FloatBuffer w = weights == null ? null : weights.buffer();
        double sum = 0;
        while (left.hasRemaining()) {
            double difference = (double) left.get() - right.get();
            sum += (w == null ? 1 : w.get()) * difference * difference;
        }
        return sum;
    }
}
