package dev.shakedown.models.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.shakedown.models.restoration.LibtorchMessage;
import java.util.List;
import java.util.Locale;

/** There is an input gradient, and it is the slope of the output. */
final class GradientCheck {

    /** A rough network may be smooth enough on another picture. */
    private static final int PICTURES = 5;

    private static final String REMEDY =
            "compute the output from y by differentiable operations, without rounding, thresholds, detach or"
                    + " torch.no_grad, or export a method vjp and say gradient: vjp on the card";

    private GradientCheck() {}

    static CheckFinding exists(NetworkTrial trial) {
        NDArray y = trial.input().pictures(1, trial.height(33), trial.width(40));
        NDArray b = trial.kernels(9);
        NDArray gradient;
        try {
            gradient = trial.gradient(y, b);
        } catch (EngineException e) {
            return new CheckFinding.Bad(
                    "no gradient with respect to the input: " + LibtorchMessage.line(e) + "; " + REMEDY);
        }
        if (!NumericAgreement.isFinite(gradient)) {
            return new CheckFinding.Bad(
                    "the gradient with respect to the input has values that are not finite; mind square"
                            + " roots, norms and divisions at zero");
        }
        if (gradient.abs().max().getFloat() == 0) {
            return new CheckFinding.Bad("the gradient with respect to the input is zero everywhere; " + REMEDY);
        }
        return new CheckFinding.Good("the gradient with respect to the input is finite and not zero");
    }

    private static SlopeCheck.Outcome compare(NetworkTrial trial) {
        NDArray y = trial.input().pictures(1, trial.height(36), trial.width(40));
        return SlopeCheck.compare(trial.network(), y, trial.kernels(9), trial.input());
    }

    static CheckFinding slope(NetworkTrial trial) {
        if (trial.isCoarse()) {
            return new CheckFinding.Doubtful("the gradient was not compared with finite differences, for which "
                    + trial.card().precision() + " is too coarse");
        }
        SlopeCheck.Outcome outcome = compare(trial);
        for (int picture = 2; picture <= PICTURES && outcome instanceof SlopeCheck.Outcome.Unresolved; picture++) {
            outcome = compare(trial);
        }
        if (outcome instanceof SlopeCheck.Outcome.Agrees agrees) {
            return new CheckFinding.Good(String.format(
                    Locale.ROOT,
                    "the gradient agrees with finite differences (ratio %.4f at h = %.0e)",
                    agrees.ratio(),
                    agrees.h()));
        }
        if (outcome instanceof SlopeCheck.Outcome.Disagrees disagrees) {
            return new CheckFinding.Bad(String.format(
                    Locale.ROOT,
                    "the gradient is not that of the output, which changes by %.3g times what the gradient promises;"
                            + " let no part of the output pass by autograd (detach, torch.no_grad), and a vjp return"
                            + " the gradient of sum(g * forward)",
                    disagrees.ratio()));
        }
        List<Double> ratios = ((SlopeCheck.Outcome.Unresolved) outcome).ratios();
        if (ratios.stream().anyMatch(ratio -> !Double.isFinite(ratio))) {
            return new CheckFinding.Bad("close to a picture in [0,1] the output has values that are not finite, so that"
                    + " its slope is not defined; guard roots, logarithms and divisions at the ends of the range");
        }
        return new CheckFinding.Doubtful(String.format(
                Locale.ROOT,
                "the gradient could not be compared with finite differences: the output is too rough, and changes by"
                        + " %.3g times what the gradient promises at the largest step, by %.3g times at the smallest",
                ratios.get(0),
                ratios.get(ratios.size() - 1)));
    }
}
