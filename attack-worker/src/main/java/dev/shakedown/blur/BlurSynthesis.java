package dev.shakedown.blur;

import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.image.EightBit;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;

/**
 * How a sharp image becomes a blurred one: y = x * b + n, then, if asked for, clamped to [0,1] and rounded to 255ths as
 * a saved file would be. Without rounding y keeps what noise pushes out of [0,1].
 */
public final class BlurSynthesis {

    private BlurSynthesis() {}

    /**
     * The blurred image y.
     *
     * @param sharp x
     * @param kernel b, as {@link KernelSynthesis} makes it from the specification's
     * @param spec boundary, noise and rounding; its kernel is not looked at
     * @return of the size of x; for {@link Boundary#VALID} smaller by kernel.size() - 1 in both directions
     * @throws IllegalArgumentException if a valid blur would leave no pixel, or the noise is not valid
     */
    public static PlanarImage blur(PlanarImage sharp, BlurKernel kernel, BlurSpec spec) {
        PlanarImage blurred = GaussianNoise.add(Convolution.convolve(sharp, kernel, spec.boundary()), spec.noise());
        return spec.roundTo8Bit() ? EightBit.round(blurred) : blurred;
    }

    /**
     * The part of the sharp image that the blurred one shows: for {@link Boundary#VALID} without the kernel's radius on
     * every side, otherwise all of it. Target images are cropped likewise.
     *
     * @throws IndexOutOfBoundsException if a valid blur would leave no pixel
     */
    public static PlanarImage matchingSharp(PlanarImage sharp, BlurKernel kernel, Boundary boundary) {
        if (boundary != Boundary.VALID) {
            return sharp;
        }
        int radius = kernel.radius();
        return sharp.crop(radius, radius, sharp.height() - 2 * radius, sharp.width() - 2 * radius);
    }
}
