package dev.shakedown.models.restoration;

import ai.djl.ndarray.NDArray;

/** One number for each image of a network's output, and its gradient with respect to that output. */
@FunctionalInterface
public interface OutputObjective {

    /**
     * Computes both.
     *
     * @param output (N, 3, H, W), not recorded
     * @return the numbers, (N) or (N, 1, 1, 1), each from its own image alone, and the gradients, (N, 3, H, W); owned
     *     by the output's manager
     */
    InputGradient at(NDArray output);
}
