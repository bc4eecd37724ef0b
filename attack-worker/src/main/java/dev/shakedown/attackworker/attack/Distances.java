package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Distances between images of the same size, summed in double precision. */
public final class Distances {

    private Distances() {}

    /** ||a - b||2 over all values. */
    public static double l2(PlanarImage a, PlanarImage b) {
        float[] left = a.values();
        float[] right = b.values();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            double difference = (double) left[i] - right[i];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /**
     * What an attack's objective says of an output, see {@link Distance}.
     *
     * @param output a
     * @param reference b
     * @param weights w of the mask; null for 1
     */
    public static double objective(
            AttackSpec spec, PlanarImage output, PlanarImage reference, @Nullable PlanarImage weights) {
        Distance distance = spec.distance();
        float[] a = values(output, distance.clampsOutput());
        float[] b = values(reference, distance.clampsOutput());
        float[] w = weights == null ? new float[0] : weights.values();
        double[] byPixel = distance.weighting() == null
                ? new double[0]
                : similarities(a, b, spec.objective().ascends());
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            double weight = weights == null ? 1 : w[i];
            if (byPixel.length > 0) {
                weight *= byPixel[i % byPixel.length];
            }
            sum += distance.measure() == Measure.L1 ? weight * Math.abs(difference) : weight * difference * difference;
        }
        return switch (distance.measure()) {
            case L2 -> Math.sqrt(sum);
            case MSE -> sum / a.length;
            case L1 -> sum;
        };
    }

    private static float[] values(PlanarImage image, boolean clamped) {
        float[] values = image.values();
        if (!clamped) {
            return values;
        }
        float[] within = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            within[i] = Math.min(1f, Math.max(0f, values[i]));
        }
        return within;
    }

    /** {@link Distance.Weighting#COSINE} of each pixel; the normalisation of the softmax cancels out. */
    private static double[] similarities(float[] a, float[] b, boolean ascends) {
        double[] weights = new double[a.length / PlanarImage.CHANNELS];
        for (int pixel = 0; pixel < weights.length; pixel++) {
            double product = 0;
            double squaresA = 0;
            double squaresB = 0;
            for (int i = pixel; i < a.length; i += weights.length) {
                double ofA = Math.exp((double) a[i] - a[pixel]);
                double ofB = Math.exp((double) b[i] - b[pixel]);
                product += ofA * ofB;
                squaresA += ofA * ofA;
                squaresB += ofB * ofB;
            }
            double similarity = product / (Math.sqrt(squaresA) * Math.sqrt(squaresB));
            weights[pixel] = ascends ? similarity : Math.max(0, 1 - similarity);
        }
        return weights;
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
        float[] left = a.values();
        float[] right = b.values();
        float max = 0;
        for (int i = 0; i < left.length; i++) {
            max = Math.max(max, Math.abs(left[i] - right[i]));
        }
        return max;
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
        float[] left = a.values();
        float[] right = b.values();
        float largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs(Math.min(1f, Math.max(0f, left[i])) - right[i]));
        }
        return largest;
    }
}
