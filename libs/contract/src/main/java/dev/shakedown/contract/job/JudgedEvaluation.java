package dev.shakedown.contract.job;

import dev.shakedown.contract.network.NetworkRef;
import org.jspecify.annotations.Nullable;

/**
 * What a perturbation did to one network.
 *
 * @param judge the network
 * @param image the companion that was perturbed, for universal perturbations; null for the job's own image. The
 *     objective of a companion is its own distance, not the mean over all
 * @param evaluation the numbers on it
 */
public record JudgedEvaluation(NetworkRef judge, @Nullable String image, Evaluation evaluation) {

    /** On the job's own image. */
    public JudgedEvaluation(NetworkRef judge, Evaluation evaluation) {
        this(judge, null, evaluation);
    }
}
