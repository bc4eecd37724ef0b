package dev.shakedown.attackworker.diagnosis;

import dev.shakedown.imaging.image.PlanarImage;

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
        float[] values = image.values();
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        double sum = 0;
        int outside = 0;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
            sum += value;
            outside += value < -OVERSHOOT || value > 1 + OVERSHOOT ? 1 : 0;
        }
        return new OutputRange(least, greatest, sum / values.length, (double) outside / values.length);
    }

    boolean isAnother() {
        return outside > MOST_OUTSIDE;
    }
}
