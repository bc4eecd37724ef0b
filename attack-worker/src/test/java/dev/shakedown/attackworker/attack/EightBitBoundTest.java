package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.GaussianKernel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Saving y + delta as 8 bits adds at most half a level to the budget. */
class EightBitBoundTest {

    private static final int SIDE = 9;
    private static final double ONE_ROUNDING = 1e-6;

    private final SplittableRandom random = new SplittableRandom(18);

    @Test
    void aClampedImageLeavesTheBudgetByAtMostHalfALevelWhateverTheNoise() {
        for (int i = 0; i < 300; i++) {
            double budget = random.nextDouble(0.1, 32);

            double change = change(blurred(random.nextDouble(0, 0.5), true), budget, random.nextBoolean());

            assertThat(change).isLessThanOrEqualTo((budget + 0.5) / 255 + ONE_ROUNDING);
        }
    }

    @Test
    void anImageThatIsNotClampedMayLeaveItByMore() {
        double change = change(blurred(0.5, false), 4, true);

        assertThat(change).isGreaterThan(4.5 / 255 + ONE_ROUNDING);
    }

    private PlanarImage blurred(double sigma, boolean clamped) {
        BlurSpec blur = new BlurSpec(
                new KernelSpec.Gaussian(3, 1),
                Boundary.REFLECT,
                new BlurSpec.Noise(sigma, random.nextLong(1000)),
                clamped,
                false);
        PlanarImage x = Attacks.randomImage(random, SIDE, SIDE, 0, random.nextBoolean() ? 1 : 0.02);
        return BlurSynthesis.blur(x, GaussianKernel.of(3, 1), blur);
    }

    /** max |8-bit(y + delta) - y| of a perturbation that spends the whole budget where it may. */
    private double change(PlanarImage y, double budget, boolean clip) {
        Attacks attacks = Attacks.on(y).budget(budget);
        Attack attack = clip ? attacks.attack() : attacks.unclipped().attack();
        float[] delta = Attacks.randomValues(random, 3 * SIDE * SIDE, -1, 1);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Math.signum(delta[i]) * attack.epsilon();
        }
        FeasibleSet.of(attack).project(delta);
        PlanarImage saved = EightBit.round(y.plus(PlanarImage.of(SIDE, SIDE, delta)));
        return Distances.max(saved, y);
    }
}
