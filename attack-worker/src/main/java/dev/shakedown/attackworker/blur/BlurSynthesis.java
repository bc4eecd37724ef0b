package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/**
 * How a sharp image becomes a blurred one: y = B x + n, then, if asked for, clamped to [0,1] and rounded to 255ths as a
 * saved file would be. Without rounding y keeps what noise pushes out of [0,1].
 */
public final class BlurSynthesis {

    private BlurSynthesis() {}

    /**
     * The blurred image y.
     *
     * @param sharp x
     * @param blur B, as {@link BlurOperator#of} makes it from the specification's model
     * @param spec boundary, noise and rounding; its model is not looked at
     * @return of the size of x; for {@link Boundary#VALID} without the blur's reach on every side
     * @throws IllegalArgumentException if the blur would leave no pixel, or the noise is not valid
     */
    public static PlanarImage blur(PlanarImage sharp, BlurOperator blur, BlurSpec spec) {
        PlanarImage blurred = unrounded(sharp, blur, spec);
        return spec.roundTo8Bit() ? EightBit.round(blurred) : blurred;
    }

    /** y before it is rounded to 8 bits; parameters and errors as in {@link #blur}. */
    public static PlanarImage unrounded(PlanarImage sharp, BlurOperator blur, BlurSpec spec) {
        return GaussianNoise.add(blur.blur(sharp, spec.boundary()), spec.noise());
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
}
