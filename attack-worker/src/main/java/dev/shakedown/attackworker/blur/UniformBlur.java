package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.stream.IntStream;

/**
 * The same kernel everywhere: true convolution of every channel (not correlation), with R the kernel's radius:
 *
 * <p>y(r, c) = sum over i, j in [-R, R] of b(R + i, R + j) x(r - i, c - j)
 *
 * <p>Sums run in float64 in a fixed order and are rounded once to float32, so the result does not depend on the
 * machine. Channels run in parallel.
 *
 * @param kernel b
 */
public record UniformBlur(BlurKernel kernel) implements BlurOperator {

    @Override
    public PlanarImage blur(PlanarImage x, Boundary boundary) {
        return convolve(x, kernel, boundary);
    }

    @Override
    public int reach(int width, int height) {
        return kernel.radius();
    }

    @Override
    public BlurKernel centralKernel(int width, int height) {
        return kernel;
    }

    /**
     * Blurs an image.
     *
     * @param x any size; at least the kernel's for {@link Boundary#VALID}
     * @param b the kernel, which may be larger than the image except for {@link Boundary#VALID}
     * @return an image of the same size; for {@link Boundary#VALID} smaller by b.size() - 1 in both directions
     * @throws IllegalArgumentException if a valid convolution would leave no pixel
     */
    public static PlanarImage convolve(PlanarImage x, BlurKernel b, Boundary boundary) {
        int lost = boundary == Boundary.VALID ? b.size() - 1 : 0;
        int height = x.height() - lost;
        int width = x.width() - lost;
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a valid convolution of %s with a kernel of side %d leaves nothing".formatted(x, b.size()));
        }
        float[] y = new float[PlanarImage.CHANNELS * height * width];
        IntStream.range(0, PlanarImage.CHANNELS).parallel().forEach(channel -> {
            double[][] sums = new ExtendedPlane(x, channel, b.radius(), boundary).convolve(b, 0, 0, height, width);
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    y[(channel * height + row) * width + column] = (float) sums[row][column];
                }
            }
        });
        return PlanarImage.of(height, width, y);
    }
}
