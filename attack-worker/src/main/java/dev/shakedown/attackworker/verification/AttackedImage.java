package dev.shakedown.attackworker.verification;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Distances;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.attackworker.metric.FurtherMetrics;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One image that the perturbation is put on, and what the outputs are held against; all of y's size.
 *
 * @param y blurred
 * @param kernel b, where it is known
 * @param told b', where the kernel is perturbed; else null
 * @param sharp x, where it is known
 * @param target xTarget, if there is one
 * @param weights w of the distance; null for 1 everywhere
 */
record AttackedImage(
        PlanarImage y,
        @Nullable BlurKernel kernel,
        @Nullable BlurKernel told,
        @Nullable PlanarImage sharp,
        @Nullable PlanarImage target,
        @Nullable PlanarImage weights) {

    /** What networks are told of the perturbed image. */
    private @Nullable BlurKernel ofPerturbed() {
        return told == null ? kernel : told;
    }

    /** The objective on this image alone; empty where what it is held against is not known. */
    OptionalDouble objective(AttackSpec attack, Outputs outputs) {
        Objective objective = attack.objective();
        PlanarImage reference = objective instanceof Objective.Untargeted
                ? outputs.clean()
                : objective.measuresFromTruth() ? sharp : target;
        if (reference == null) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Distances.objective(attack, outputs.attacked(), reference, weights));
    }

    /**
     * A network's outputs, not clamped.
     *
     * @param clean N(y)
     * @param attacked N(y + delta)
     * @param eightBit N(8-bit(y + delta))
     * @param furtherMetrics as the job asks for them
     */
    record Outputs(PlanarImage clean, PlanarImage attacked, PlanarImage eightBit, List<FurtherMetric> furtherMetrics) {

        /** Restores, one image at a time; nothing stays on the device. */
        static Outputs of(
                RestorationNetwork network, AttackedImage scene, PlanarImage delta, List<String> furtherMetrics) {
            PlanarImage perturbed = scene.y().plus(delta);
            try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
                PlanarImage clean = Restoration.restore(network, manager, scene.y(), scene.kernel());
                PlanarImage attacked = Restoration.restore(network, manager, perturbed, scene.ofPerturbed());
                return new Outputs(
                        clean,
                        attacked,
                        Restoration.restore(network, manager, EightBit.round(perturbed), scene.ofPerturbed()),
                        FurtherMetrics.of(
                                furtherMetrics,
                                new FurtherMetrics.Images(
                                        scene.y(), perturbed, clean, attacked, scene.sharp(), scene.target()),
                                input -> Restoration.restore(network, manager, input, scene.kernel()),
                                input -> Restoration.restore(network, manager, input, scene.ofPerturbed())));
            }
        }
    }
}
