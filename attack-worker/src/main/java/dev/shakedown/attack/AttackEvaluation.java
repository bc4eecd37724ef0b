package dev.shakedown.attack;

import ai.djl.ndarray.NDManager;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.image.EightBit;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.metric.ImageComparison;
import dev.shakedown.restoration.RestorationNetwork;
import org.jspecify.annotations.Nullable;

/** Measures what a completed attack did to the network's output. */
public final class AttackEvaluation {

    private AttackEvaluation() {}

    /**
     * Measures.
     *
     * @param network the network under attack
     * @param done the attack
     * @param sharp x, of y's size, where it is known
     * @throws IllegalStateException if the perturbation breaks its bound, which would be a defect of the attack
     */
    public static Evaluation evaluate(
            RestorationNetwork network, AttackOutcome.Completed done, @Nullable PlanarImage sharp) {
        Attack attack = done.attack();
        float maxNorm = Distances.max(done.perturbation());
        if (maxNorm > attack.epsilon()) {
            throw new IllegalStateException("max |delta| is " + maxNorm + ", above epsilon = " + attack.epsilon());
        }
        PlanarImage saved = EightBit.round(Perturbing.add(attack.blurred(), done.perturbation()));
        PlanarImage eightBit;
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            eightBit = Restoration.restore(network, manager, saved, attack.kernel());
        }
        PlanarImage clean = done.cleanOutput();
        PlanarImage attacked = done.attackedOutput();
        PlanarImage target = attack.target();
        return new Evaluation(
                compare(attack.blurred(), sharp),
                compare(clean, sharp),
                compare(attacked, sharp),
                compare(eightBit, sharp),
                compare(clean, target),
                compare(attacked, target),
                compare(eightBit, target),
                ImageComparison.compare(attacked, clean),
                ImageComparison.compare(eightBit, clean),
                Distances.l2(attacked, clean) / Distances.l2(done.perturbation()),
                maxNorm,
                Distances.l2(done.perturbation()),
                done.trace().get(0).objective(),
                done.finalObjective(),
                done.countedStep());
    }

    private static @Nullable ImageQuality compare(PlanarImage image, @Nullable PlanarImage reference) {
        return reference == null ? null : ImageComparison.compare(image, reference);
    }
}
