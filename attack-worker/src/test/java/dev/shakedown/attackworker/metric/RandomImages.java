package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;
import java.util.Random;

/** Images of independent random values, for properties that hold of all images. */
final class RandomImages {

    private RandomImages() {}

    static PlanarImage uniform(Random random, int height, int width) {
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return PlanarImage.of(height, width, values);
    }

    static PlanarImage constant(int height, int width, float value) {
        float[] values = new float[3 * height * width];
        Arrays.fill(values, value);
        return PlanarImage.of(height, width, values);
    }
}
