package dev.shakedown.contract.campaign;

import java.util.List;

/**
 * Expectation over transformations (Athalye, Engstrom, Ilyas and Kwok, "Synthesizing Robust Adversarial Examples",
 * 2018): the objective is the mean over draws, so that one perturbation holds for all of them. The draws of a step are
 * every kernel times {@code samples} draws of the noise.
 *
 * @param samples draws of the noise in each step, for each kernel
 * @param noiseSigma standard deviation of the Gaussian noise that is drawn again and added to y in each step, on the
 *     scale of [0,1]
 * @param kernels kernels that may have blurred the sharp image, beside the blur's own; a non-blind network is given the
 *     one that was drawn
 */
public record Expectation(int samples, double noiseSigma, List<KernelSpec> kernels) {

    public Expectation {
        kernels = List.copyOf(kernels);
    }
}
