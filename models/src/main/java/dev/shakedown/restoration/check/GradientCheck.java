package dev.shakedown.restoration.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** There is an input gradient, and it is the slope of the output. */
final class GradientCheck {

    private GradientCheck() {}

    static Finding exists(Trial trial) {
        NDArray y = trial.input().pictures(2, trial.side(33), trial.side(40));
        NDArray b = trial.kernels(9, 9);
        NDArray gradient;
        try {
            gradient = trial.gradient(y, b);
        } catch (EngineException e) {
            return new Finding.Bad("no gradient with respect to the input: " + Failure.line(e)
                    + "; compute the output from y by differentiable operations, without detach or torch.no_grad,"
                    + " or export a method vjp and say gradient: vjp on the card");
        }
        if (!Closeness.isFinite(gradient)) {
            return new Finding.Bad("the gradient with respect to the input has values that are not finite; mind square"
                    + " roots, norms and divisions at zero");
        }
        if (gradient.abs().max().getFloat() == 0) {
            return new Finding.Bad("the gradient with respect to the input is zero everywhere; do not round, threshold"
                    + " or detach the input");
        }
        return new Finding.Good("the gradient with respect to the input is finite and not zero");
    }

    static Finding slope(Trial trial) {
        if (trial.isCoarse()) {
            return new Finding.Doubtful("the gradient was not compared with finite differences, for which "
                    + trial.card().precision() + " is too coarse");
        }
        NDArray y = trial.input().pictures(1, trial.side(36), trial.side(40));
        @Nullable NDArray b = trial.kernels(9);
        SlopeCheck.Outcome outcome = SlopeCheck.compare(trial.network(), y, b, trial.input());
        if (outcome instanceof SlopeCheck.Outcome.Agrees agrees) {
            return new Finding.Good(String.format(
                    Locale.ROOT,
                    "the gradient agrees with finite differences (to %.1e at h = %.0e)",
                    agrees.error(),
                    agrees.h()));
        }
        if (outcome instanceof SlopeCheck.Outcome.Disagrees disagrees) {
            return new Finding.Bad(String.format(
                    Locale.ROOT,
                    "the gradient is not that of the output: it promises a slope of %.4g where finite differences find"
                            + " %.4g; let no part of the output pass by autograd (detach, torch.no_grad), and a vjp"
                            + " return the gradient of sum(g * forward)",
                    disagrees.slope(),
                    disagrees.difference()));
        }
        SlopeCheck.Outcome.Unresolved unresolved = (SlopeCheck.Outcome.Unresolved) outcome;
        return new Finding.Doubtful(String.format(
                Locale.ROOT,
                "the gradient could not be compared with finite differences: the output is too rough (slope %.4g;"
                        + " differences %.4g at the largest step, %.4g at the smallest)",
                unresolved.slope(),
                unresolved.differences().get(0),
                unresolved.differences().get(unresolved.differences().size() - 1)));
    }
}
