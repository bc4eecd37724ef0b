package dev.shakedown.attackworker.attack.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.models.check.TrialInput;

/**
 * What both sides of the benchmark attack: one image and kernel, untargeted, 4/255.
 *
 * @param blurred y, in [0,1]
 * @param kernel b
 */
record BenchmarkAttack(PlanarImage blurred, BlurKernel kernel) {

    private static final double BUDGET = 4;
    private static final double STEP_SIZE = 1e-3;

    /**
     * Draws one, always the same.
     *
     * @param size side of the image
     * @param kernelSize side of the kernel, odd
     */
    static BenchmarkAttack of(int size, int kernelSize) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray picture = new TrialInput(manager, 1).pictures(1, size, size);
            return new BenchmarkAttack(
                    PlanarImage.of(size, size, picture.toFloatArray()),
                    GaussianKernel.of(kernelSize, kernelSize / 6.0));
        }
    }

    /** The attack from one starting point. */
    Attack attack(int steps, long seed) {
        AttackSpec spec = new AttackSpec(new Objective.Untargeted(), steps, STEP_SIZE, true, AttackSpec.Iterate.LAST);
        return new Attack(blurred, kernel, null, spec, Attack.epsilonOf(BUDGET), seed);
    }
}
