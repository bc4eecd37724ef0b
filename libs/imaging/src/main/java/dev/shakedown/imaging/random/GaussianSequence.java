package dev.shakedown.imaging.random;

import java.util.SplittableRandom;

/**
 * Independent standard normal deviates by Marsaglia's polar method over {@link SplittableRandom}. Transcendental
 * functions come from {@link StrictMath}, so the sequence of a seed is the same bit for bit on every JVM. Not
 * thread-safe.
 *
 * <p>G. Marsaglia and T. A. Bray, "A convenient method for generating normal variables", SIAM Review 6(3), 1964.
 */
public final class GaussianSequence {

    private final SplittableRandom uniform;
    private double spare;
    private boolean hasSpare;

    /**
     * Draws from the given source.
     *
     * @param uniform the source of uniform deviates; drawing from it elsewhere shifts this sequence
     */
    public GaussianSequence(SplittableRandom uniform) {
        this.uniform = uniform;
    }

    /** The next deviate, mean 0, standard deviation 1. */
    public double next() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u;
        double v;
        double square;
        do {
            u = 2 * uniform.nextDouble() - 1;
            v = 2 * uniform.nextDouble() - 1;
            square = u * u + v * v;
        } while (square >= 1 || square == 0);
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spare = v * scale;
        hasSpare = true;
        return u * scale;
    }
}
