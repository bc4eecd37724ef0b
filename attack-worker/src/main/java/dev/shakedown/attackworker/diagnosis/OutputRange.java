package dev.shakedown.attackworker.diagnosis;

import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;

/**
 * The values of a network's output, not clamped.
 *
 * @param least the least value
 * @param outside share of values further than a half out of [0,1]
 */
record OutputRange(double least, double greatest, double mean, double outside) {

    /** A deconvolution with a wrong kernel overshoots so far in 0.03 of its values, with the right one in none. */
    private static final double MOST_OUTSIDE = 0.05;

    private static final double OVERSHOOT = 0.5;

    static OutputRange of(PlanarImage image) {
        FloatBuffer values = image.buffer();
        int count = values.remaining();
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int outside = 0;
        while (values.hasRemaining()) {
            double value = values.get();
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            sum += value;
            outside += value < -OVERSHOOT || value > 1 + OVERSHOOT ? 1 : 0;
        }
        return new OutputRange(least, greatest, sum / count, (double) outside / count);
    }

    boolean isAnother() {
        return outside > MOST_OUTSIDE;
    }
}
