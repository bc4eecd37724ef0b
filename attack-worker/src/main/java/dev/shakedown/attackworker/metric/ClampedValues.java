package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;
import java.nio.FloatBuffer;

/** The values of an image as every metric sees them: clamped to [0,1], in float64, shape (3, height, width). */
final class ClampedValues {

    private ClampedValues() {}

    static double[] of(PlanarImage image) {
        FloatBuffer values = image.buffer();
        double[] clamped = new double[values.remaining()];
        for (int i = 0; i < clamped.length; i++) {
            clamped[i] = Math.min(1.0, Math.max(0.0, values.get(i)));
        }
        return clamped;
    }

    static void checkSameSize(PlanarImage a, PlanarImage b) {
        if (!a.sameSizeAs(b)) {
            throw new IllegalArgumentException("images of different sizes: %s and %s".formatted(a, b));
        }
    }
}
