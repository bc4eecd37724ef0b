package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/**
 * The same kernel everywhere: {@link Convolution}.
 *
 * @param kernel b
 */
public record UniformBlur(BlurKernel kernel) implements BlurOperator {

    @Override
    public PlanarImage blur(PlanarImage x, Boundary boundary) {
        return Convolution.convolve(x, kernel, boundary);
    }

    @Override
    public int reach(int width, int height) {
        return kernel.radius();
    }

    @Override
    public BlurKernel centralKernel(int width, int height) {
        return kernel;
    }
}
