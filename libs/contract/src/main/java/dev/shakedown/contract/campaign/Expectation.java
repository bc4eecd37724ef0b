package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Expectation over transformations (Athalye, Engstrom, Ilyas and Kwok, "Synthesizing Robust Adversarial Examples",
 * 2018): the objective is the mean over draws, so that one perturbation holds for all of them. The draws of a step are
 * every kernel times {@code samples} draws of the noise times every quality of a JPEG file.
 *
 * @param samples draws of the noise in each step, for each kernel
 * @param noiseSigma standard deviation of the Gaussian noise that is drawn again and added to y in each step, on the
 *     scale of [0,1]
 * @param kernels kernels that may have blurred the sharp image, beside the blur's own; a non-blind network is given the
 *     one that was drawn
 * @param jpeg qualities, from 1 to 100, of the JPEG files that y + delta may be saved as, ascending; none for no file
 */
public record Expectation(
        int samples,
        double noiseSigma,
        List<KernelSpec> kernels,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> jpeg) {

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
    public Expectation {
        kernels = List.copyOf(kernels);
        jpeg = jpeg == null ? List.of() : List.copyOf(jpeg);
    }

    /** Over noise and kernels, without a file. */
    public Expectation(int samples, double noiseSigma, List<KernelSpec> kernels) {
        this(samples, noiseSigma, kernels, List.of());
    }

    /** How often an image is drawn for each kernel. */
    public int drawsOfAKernel() {
        return samples * Math.max(1, jpeg.size());
    }

    /** How many images go through the network in a step of one search. */
    public int draws() {
        return drawsOfAKernel() * (1 + kernels.size());
    }
}
