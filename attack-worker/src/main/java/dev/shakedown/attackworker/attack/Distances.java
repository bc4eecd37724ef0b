package dev.shakedown.attackworker.attack;

import dev.shakedown.imaging.image.PlanarImage;
import org.jspecify.annotations.Nullable;

/** Distances between images of the same size, summed in double precision. */
final class Distances {

    private Distances() {}

    /** ||a - b||2 over all values. */
    static double l2(PlanarImage a, PlanarImage b) {
        return Math.sqrt(weightedSquares(a, b, null));
    }

    /**
     * The sum of w (a - b)^2 over all values.
     *
     * @param weights w; null for 1
     */
    static double weightedSquares(PlanarImage a, PlanarImage b, @Nullable PlanarImage weights) {
        float[] left = a.values();
        float[] right = b.values();
        float[] w = weights == null ? new float[0] : weights.values();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = (double) left[i] - right[i];
            sum += (weights == null ? 1 : w[i]) * difference * difference;
        }
        return sum;
    }

    /** ||a||2 over all values. */
    static double l2(PlanarImage a) {
        double sum = 0;
        for (float value : a.values()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** max |a - b| over all values. */
    static float max(PlanarImage a, PlanarImage b) {
        float[] left = a.values();
        float[] right = b.values();
        float max = 0;
        for (int i = 0; i < left.length; i++) {
            max = Math.max(max, Math.abs(left[i] - right[i]));
        }
        return max;
    }

    /** max |a| over all values. */
    static float max(PlanarImage a) {
        float max = 0;
        for (float value : a.values()) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }
}
