package dev.shakedown.attackworker.diagnosis;

import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import org.jspecify.annotations.Nullable;

/**
 * An image of a job, and what a judge made of it without an attack.
 *
 * @param name the judge's id, for a companion with the companion's name
 * @param kernel b, where it is known
 * @param sharp x, of y's size, where it is known
 * @param isPair whether y arrived blurred, so that x and b may not belong to it
 * @param clean N(y), not clamped
 */
public record JudgedImage(
        String name,
        PlanarImage blurred,
        @Nullable BlurKernel kernel,
        @Nullable PlanarImage sharp,
        boolean isPair,
        PlanarImage clean,
        Evaluation evaluation) {

    /** Whether the network made the image worse; false where x is not known. */
    boolean isWorse() {
        return evaluation.cleanToSharp() != null
                && evaluation.blurredToSharp() != null
                && evaluation.cleanToSharp().psnr()
                        < evaluation.blurredToSharp().psnr();
    }
}
