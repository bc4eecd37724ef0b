package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.imaging.random.GaussianSequence;
import java.util.SplittableRandom;

/**
 * The perturbation that a search starts from, projected into the feasible set: independent and uniform noise (Madry et
 * al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018, section 2.1), Gaussian noise, or zero. At
 * delta = 0 the distance to the clean output has no gradient.
 *
 * <p>Drawn in Java from the attack's seed, so it depends on neither the batch nor the device.
 */
final class StartingPoint {

    private StartingPoint() {}

    /**
     * Draws the start, (3, H, W) flattened.
     *
     * @param restart which of the attack's searches, from 0; the first has the attack's own seed
     */
    static float[] draw(Attack attack, int restart, FeasibleSet feasible) {
        SplittableRandom random = DerivedSeeds.ofRestart(attack.seed(), restart);
        float[] delta = new float[attack.blurred().values().length];
        switch (attack.spec().start()) {
            case ZERO -> {}
            case GAUSSIAN -> gaussian(delta, random, attack.epsilon() / 2.0);
            case UNIFORM -> {
                if (attack.spec().norm() == Norm.L2) {
                    inBall(delta, random, attack.radius());
                } else {
                    for (int i = 0; i < delta.length; i++) {
                        delta[i] = (float) ((2.0 * random.nextDouble() - 1.0) * attack.epsilon());
                    }
                }
            }
        }
        feasible.project(delta);
        return delta;
    }

    private static void gaussian(float[] delta, SplittableRandom random, double sigma) {
        GaussianSequence gaussian = new GaussianSequence(random);
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) (sigma * gaussian.next());
        }
    }

    /** Uniform in the ball: a Gaussian's direction, and a radius whose power of the dimension is uniform. */
    private static void inBall(float[] delta, SplittableRandom random, double radius) {
        gaussian(delta, random, 1);
        double squares = 0;
        for (float value : delta) {
            squares += (double) value * value;
        }
        double scale = radius * Math.pow(random.nextDouble(), 1.0 / delta.length) / Math.sqrt(squares);
        for (int i = 0; i < delta.length; i++) {
            delta[i] *= (float) scale;
        }
    }
}
