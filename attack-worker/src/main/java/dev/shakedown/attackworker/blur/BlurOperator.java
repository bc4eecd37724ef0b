package dev.shakedown.attackworker.blur;

import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/** The linear map B that blurs a sharp image, y = B x. Immutable and thread-safe. */
public sealed interface BlurOperator permits UniformBlur, EfficientFilterFlow, CameraPathBlur {

    /**
     * The blur that a campaign describes; the same description gives the same blur, bit for bit, on every JVM.
     *
     * @param stored where uploaded kernels come from
     * @throws IllegalArgumentException if the description makes no blur
     */
    static BlurOperator of(BlurModel model, KernelSynthesis.StoredKernels stored) {
        if (model instanceof KernelGrid grid) {
            return new EfficientFilterFlow(
                    grid.rows(),
                    grid.columns(),
                    grid.kernels().stream()
                            .map(kernel -> KernelSynthesis.of(kernel, stored))
                            .toList());
        }
        if (model instanceof CameraPath path) {
            return new CameraPathBlur(path);
        }
        return new UniformBlur(KernelSynthesis.of((KernelSpec) model, stored));
    }

    /**
     * Blurs an image.
     *
     * @return of the size of x; for {@link Boundary#VALID} without {@link #reach} pixels on every side
     * @throws IllegalArgumentException if a valid blur would leave no pixel, or the image is too small for this blur
     */
    PlanarImage blur(PlanarImage x, Boundary boundary);

    /**
     * How many pixels a valid blur loses on every side, as {@link BlurModel#reach} says.
     *
     * @param width of the sharp image in pixels
     * @param height of the sharp image in pixels
     */
    int reach(int width, int height);

    /**
     * The kernel of the image's centre, which is what a non-blind network is told of the blur. It is all of it only
     * where the blur is the same everywhere.
     *
     * @param width of the sharp image in pixels
     * @param height of the sharp image in pixels
     */
    BlurKernel centralKernel(int width, int height);
}
