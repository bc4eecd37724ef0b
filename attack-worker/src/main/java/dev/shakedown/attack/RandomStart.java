package dev.shakedown.attack;

import java.util.SplittableRandom;

/**
 * The perturbation that an attack starts from: independent and uniform in [-epsilon, epsilon], then projected (Madry et
 * al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018, section 2.1). At delta = 0 the untargeted
 * objective has no gradient.
 *
 * <p>Drawn in Java from the attack's seed, so it depends on neither the batch nor the device.
 */
final class RandomStart {

    private RandomStart() {}

    /** Draws the start, (3, H, W) flattened. */
    static float[] draw(Attack attack, FeasibleSet feasible) {
        SplittableRandom random = new SplittableRandom(attack.seed());
        float[] delta = new float[attack.blurred().values().length];
        for (int i = 0; i < delta.length; i++) {
            float uniform = (float) ((2.0 * random.nextDouble() - 1.0) * attack.epsilon());
            delta[i] = feasible.project(i, uniform);
        }
        return delta;
    }
}
