package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.random.GaussianSequence;
import java.util.SplittableRandom;

/**
 * How a sharp image becomes a blurred one: y = B x + n, clamped to [0,1] unless the specification says otherwise, then,
 * if it says so, rounded to 255ths as a saved file would be.
 */
public final class BlurSynthesis {

    private BlurSynthesis() {}

    /**
     * The blurred image y.
     *
     * @param sharp x
     * @param blur B, as {@link BlurOperator#of} makes it from the specification's model
     * @param spec boundary, noise, clamping and rounding; its model is not looked at
     * @return of the size of x; for {@link Boundary#VALID} without the blur's reach on every side
     * @throws IllegalArgumentException if the blur would leave no pixel, or the noise is not valid
     */
    public static PlanarImage blur(PlanarImage sharp, BlurOperator blur, BlurSpec spec) {
        PlanarImage blurred = unrounded(sharp, blur, spec);
        return spec.roundTo8Bit() ? EightBit.round(blurred) : blurred;
    }

    /** y before it is rounded to 8 bits; parameters and errors as in {@link #blur}. */
    public static PlanarImage unrounded(PlanarImage sharp, BlurOperator blur, BlurSpec spec) {
        PlanarImage noisy = addNoise(blur.blur(sharp, spec.boundary()), spec.noise());
        return spec.clampBlurred() ? clamped(noisy) : noisy;
    }

    private static PlanarImage clamped(PlanarImage image) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(1f, Math.max(0f, values[i]));
        }
        return PlanarImage.of(image.height(), image.width(), values);
    }

    /** As {@link #blur(PlanarImage, BlurOperator, BlurSpec)}, with one kernel everywhere. */
    public static PlanarImage blur(PlanarImage sharp, BlurKernel kernel, BlurSpec spec) {
        return blur(sharp, new UniformBlur(kernel), spec);
    }

    /**
     * The part of the sharp image that the blurred one shows: for {@link Boundary#VALID} without the blur's reach on
     * every side, otherwise all of it. Target images are cropped likewise.
     *
     * @throws IndexOutOfBoundsException if a valid blur would leave no pixel
     */
    public static PlanarImage matchingSharp(PlanarImage sharp, BlurOperator blur, Boundary boundary) {
        if (boundary != Boundary.VALID) {
            return sharp;
        }
        int reach = blur.reach(sharp.width(), sharp.height());
        return sharp.crop(reach, reach, sharp.height() - 2 * reach, sharp.width() - 2 * reach);
    }

    /**
     * The image plus independent Gaussian noise n on every value; nothing is clamped. The same seed gives the same
     * noise, bit for bit, on every JVM: values are drawn channel by channel and row by row.
     *
     * @param noise standard deviation on the scale of [0,1], finite and at least 0, and the seed
     * @throws IllegalArgumentException if the standard deviation is out of range
     */
    static PlanarImage addNoise(PlanarImage image, BlurSpec.Noise noise) {
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
