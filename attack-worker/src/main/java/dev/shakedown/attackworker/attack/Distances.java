package dev.shakedown.attackworker.attack;

import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Distances between images of the same size, summed in double precision. */
public final class Distances {

    private Distances() {}

    /** ||a - b||2 over all values. */
    public static double l2(PlanarImage a, PlanarImage b) {
        return Math.sqrt(weightedSquares(a, b, null));
    }

    /** The sum of w (a - b)^2 over all values; {@code weights}: w; null for 1. */
    public static double weightedSquares(PlanarImage a, PlanarImage b, @Nullable PlanarImage weights) {
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
    public static double l2(PlanarImage a) {
        double sum = 0;
        for (float value : a.values()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** max |a - b| over all values. */
    public static float max(PlanarImage a, PlanarImage b) {
        return max(a.buffer(), b.buffer());
    }

    /** max |a - b| over all values of two buffers of the same length. */
    static float max(FloatBuffer a, FloatBuffer b) {
        float max = 0;
        while (a.hasRemaining()) {
            max = Math.max(max, Math.abs(a.get() - b.get()));
        }
        return max;
    }

    /** max |a| over all values. */
    public static float max(PlanarImage a) {
        float max = 0;
        for (float value : a.values()) {
            max = Math.max(max, Math.abs(value));
        }
        return max;
    }

    /** max |clamp(a) - b|, a clamped to [0,1]; NaN if a value is. */
    public static double maxClamped(PlanarImage a, PlanarImage b) {
        FloatBuffer left = a.buffer();
        FloatBuffer right = b.buffer();
        double largest = 0;
        while (left.hasRemaining()) {
            largest = Math.max(largest, Math.abs(Math.min(1f, Math.max(0f, left.get())) - right.get()));
        }
        return largest;
    }
}
