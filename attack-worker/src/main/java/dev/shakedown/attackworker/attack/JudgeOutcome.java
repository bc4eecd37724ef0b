package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.imaging.image.PlanarImage;

/** The outcome of evaluating a perturbation on a network. */
public sealed interface JudgeOutcome {

    /**
     * The numbers.
     *
     * @param evaluation all of them
     * @param cleanOutput N(y) of this network, not clamped
     * @param attackedOutput N(y + delta) of this network, not clamped
     */
    record Passed(Evaluation evaluation, PlanarImage cleanOutput, PlanarImage attackedOutput) implements JudgeOutcome {}

    /**
     * There is no outcome: an output has values that are not finite.
     *
     * @param what which output
     */
    record NotFinite(String what) implements JudgeOutcome {}
}
