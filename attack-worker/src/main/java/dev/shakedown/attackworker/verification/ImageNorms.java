package dev.shakedown.attackworker.verification;

import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;

/** Sums and maxima over all values of images of one size, in double precision. */
final class ImageNorms {

    private ImageNorms() {}

    /** max |a|; NaN if a value is. */
    static double max(PlanarImage a) {
        FloatBuffer values = a.buffer();
        double largest = 0;
        while (values.hasRemaining()) {
            largest = Math.max(largest, Math.abs(values.get()));
        }
        return largest;
    }

    /** max |a - b|, the difference in float32; NaN if a value is. */
    static double max(PlanarImage a, PlanarImage b) {
        FloatBuffer left = a.buffer();
        FloatBuffer right = b.buffer();
        double largest = 0;
        while (left.hasRemaining()) {
            largest = Math.max(largest, Math.abs(left.get() - right.get()));
        }
        return largest;
    }

    /** max |clamp(a) - b|, a clamped to [0,1]; NaN if a value is. */
    static double maxClamped(PlanarImage a, PlanarImage b) {
        FloatBuffer left = a.buffer();
        FloatBuffer right = b.buffer();
        double largest = 0;
        while (left.hasRemaining()) {
            largest = Math.max(largest, Math.abs(Math.min(1f, Math.max(0f, left.get())) - right.get()));
        }
        return largest;
    }

    /** ||a||2. */
    static double l2(PlanarImage a) {
        FloatBuffer values = a.buffer();
        double sum = 0;
        while (values.hasRemaining()) {
            double value = values.get();
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /** ||a - b||2. */
    static double l2(PlanarImage a, PlanarImage b) {
        FloatBuffer left = a.buffer();
        FloatBuffer right = b.buffer();
        double sum = 0;
        while (left.hasRemaining()) {
            double difference = (double) left.get() - right.get();
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** The standard deviation of a's values, clamped to [0,1], about their one mean. */
    static double deviation(PlanarImage a) {
        FloatBuffer values = a.buffer();
        double sum = 0;
        double squares = 0;
        int count = values.remaining();
        while (values.hasRemaining()) {
            double value = Math.min(1, Math.max(0, values.get()));
            sum += value;
            squares += value * value;
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }

    /** a + b in float32. */
    static PlanarImage sum(PlanarImage a, PlanarImage b) {
        float[] values = a.values();
        FloatBuffer right = b.buffer();
        for (int i = 0; i < values.length; i++) {
            values[i] += right.get(i);
        }
        return PlanarImage.of(a.height(), a.width(), values);
    }

    /** Whether every value is a finite number. */
    static boolean isFinite(PlanarImage a) {
        FloatBuffer values = a.buffer();
        while (values.hasRemaining()) {
            if (!Float.isFinite(values.get())) {
                return false;
            }
        }
        return true;
    }
}
