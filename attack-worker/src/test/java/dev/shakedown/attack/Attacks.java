package dev.shakedown.attack;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import java.util.SplittableRandom;

/** Builds attacks for tests, saying only what a test is about. */
final class Attacks {

    private PlanarImage blurred;
    private PlanarImage target;
    private BlurKernel kernel;
    private int steps = 40;
    private double stepSize = 1e-3;
    private boolean clip = true;
    private AttackSpec.Iterate iterate = AttackSpec.Iterate.LAST;
    private double budget = 4;
    private long seed = 1;

    static Attacks on(PlanarImage blurred) {
        Attacks attacks = new Attacks();
        attacks.blurred = blurred;
        return attacks;
    }

    Attacks towards(PlanarImage image) {
        target = image;
        return this;
    }

    Attacks kernel(BlurKernel known) {
        kernel = known;
        return this;
    }

    Attacks steps(int count) {
        steps = count;
        return this;
    }

    Attacks stepSize(double size) {
        stepSize = size;
        return this;
    }

    Attacks unclipped() {
        clip = false;
        return this;
    }

    Attacks best() {
        iterate = AttackSpec.Iterate.BEST;
        return this;
    }

    Attacks budget(double in255ths) {
        budget = in255ths;
        return this;
    }

    Attacks seed(long start) {
        seed = start;
        return this;
    }

    Attack attack() {
        Objective objective = target == null
                ? new Objective.Untargeted()
                : new Objective.Targeted("target", new ImageRef("0", target.width(), target.height()));
        AttackSpec spec = new AttackSpec(objective, steps, stepSize, clip, iterate);
        return new Attack(blurred, kernel, target, spec, Attack.epsilonOf(budget), seed);
    }

    static PlanarImage randomImage(SplittableRandom random, int height, int width, double low, double high) {
        return PlanarImage.of(height, width, randomValues(random, 3 * height * width, low, high));
    }

    static float[] randomValues(SplittableRandom random, int count, double low, double high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }

    static BlurKernel randomKernel(SplittableRandom random, int size) {
        double[] weights = new double[size * size];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextDouble();
        }
        return BlurKernel.of(size, weights);
    }
}
