package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.random.GaussianSequence;
import java.util.SplittableRandom;

/**
 * Independent Gaussian noise n on every value of an image. The same seed gives the same noise, bit for bit, on every
 * JVM; values are drawn channel by channel and row by row.
 */
public final class GaussianNoise {

    private GaussianNoise() {}

    /**
     * The image plus noise. Nothing is clamped: the result may leave [0,1].
     *
     * @param image any
     * @param noise standard deviation on the scale of [0,1], finite and at least 0, and the seed
     * @throws IllegalArgumentException if the standard deviation is out of range
     */
    public static PlanarImage add(PlanarImage image, BlurSpec.Noise noise) {
        double sigma = noise.sigma();
        if (!(sigma >= 0 && Double.isFinite(sigma))) {
            throw new IllegalArgumentException("sigma must be finite and at least 0: " + sigma);
        }
        if (sigma == 0) {
            return image;
        }
        GaussianSequence gaussian = new GaussianSequence(new SplittableRandom(noise.seed()));
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] + sigma * gaussian.next());
        }
        return PlanarImage.of(image.height(), image.width(), values);
    }
}
