package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.random.GaussianSequence;
import java.util.SplittableRandom;

/**
 * The perturbation that a search starts from, projected into the feasible set: independent and uniform noise (Madry et
 * al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018, section 2.1), Gaussian noise, or zero. At
 * delta = 0 the distance to the clean output has no gradient. In grey, one plane of it serves all channels.
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
        int copies = attack.spec().onlyGrey() ? PlanarImage.CHANNELS : 1;
        float[] drawn = new float[attack.blurred().values().length / copies];
        switch (attack.spec().start()) {
            case ZERO -> {}
            case GAUSSIAN -> gaussian(drawn, random, attack.epsilon() / 2.0);
            case UNIFORM -> {
                if (attack.spec().norm() == Norm.L2) {
                    inBall(drawn, random, attack.radius() / Math.sqrt(copies));
                } else {
                    for (int i = 0; i < drawn.length; i++) {
                        drawn[i] = (float) ((2.0 * random.nextDouble() - 1.0) * attack.epsilon());
                    }
                }
            }
        }
        float[] delta = new float[drawn.length * copies];
        for (int i = 0; i < copies; i++) {
            System.arraycopy(drawn, 0, delta, i * drawn.length, drawn.length);
        }
        feasible.project(delta);
        return delta;
    }

    /**
     * Draws the kernel that a search for one starts from, (K, K) flattened, on the host as everything random: b and
     * Gaussian noise as large as the budget, projected; or b where the start is zero.
     */
    static float[] draw(Attack attack, int restart, KernelBall ball) {
        double[] weights = ball.centre().weights();
        if (attack.spec().start() != Start.ZERO) {
            GaussianSequence gaussian = new GaussianSequence(DerivedSeeds.ofKernel(attack.seed(), restart));
            double sigma =
                    ball.radius() / (ball.norm() == Norm.L2 ? ball.centre().size() : 1);
            for (int i = 0; i < weights.length; i++) {
                weights[i] += sigma * gaussian.next();
            }
        }
        return ball.project(weights);
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

    /** Streams of random numbers that follow from an attack's seed alone, whatever batch or worker it runs in. */
    static final class DerivedSeeds {

        private static final long RESTARTS = 0x6a09e667f3bcc909L;
        private static final long NOISE = 0xbb67ae8584caa73bL;
        private static final long SQUARES = 0x3c6ef372fe94f82bL;
        private static final long KERNELS = 0xa54ff53a5f1d36f1L;

        private DerivedSeeds() {}

        /** For the start of one of an attack's searches, from 0; the first has the attack's own seed. */
        static SplittableRandom ofRestart(long seed, int restart) {
            return new SplittableRandom(restart == 0 ? seed : mixed(seed ^ RESTARTS, restart));
        }

        /**
         * For the noise of one draw in one step. The same for all restarts, so that they are compared on equal terms.
         *
         * @param row which of the attack's draws in the step, from 0
         */
        static SplittableRandom ofNoise(long seed, int step, int row) {
            return new SplittableRandom(mixed(mixed(seed ^ NOISE, step), row));
        }

        /** For the square that one of an attack's searches proposes with an update, from 1. */
        static SplittableRandom ofSquare(long seed, int restart, int update) {
            return new SplittableRandom(mixed(mixed(seed ^ SQUARES, restart), update));
        }

        /** For the kernel that one of an attack's searches starts from. */
        static SplittableRandom ofKernel(long seed, int restart) {
            return new SplittableRandom(mixed(seed ^ KERNELS, restart));
        }

        /**
         * SplittableRandom itself steps by a constant, so seeds a multiple of it apart would give one stream, shifted.
         */
        private static long mixed(long seed, int index) {
            return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ index).nextLong();
        }
    }
}
