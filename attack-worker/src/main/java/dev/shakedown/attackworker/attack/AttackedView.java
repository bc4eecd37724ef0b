package dev.shakedown.attackworker.attack;

import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import org.jspecify.annotations.Nullable;

/**
 * One blurred image that a perturbation is put on. Most attacks have one; a universal perturbation has one for each
 * image, and an expectation over kernels one for each kernel.
 *
 * @param blurred y
 * @param kernel b, where it is known; a non-blind network needs it
 * @param reference what the output is held against, of y's size; null for the clean output N(y)
 */
public record AttackedView(
        PlanarImage blurred,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage reference) {

    public AttackedView {
        if (reference != null && !reference.sameSizeAs(blurred)) {
            throw new IllegalArgumentException("reference: " + reference.width() + "x" + reference.height()
                    + ": must be " + blurred.width() + "x" + blurred.height() + ", the size of the blurred image");
        }
    }
}
