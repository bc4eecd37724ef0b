package dev.shakedown.models.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.LibtorchMessage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /**
     * Compares the slope that a network's gradient promises in one direction d with the slope that its output has: how
     * much sum(g * N(y, b)), with g = N(y, b) held fixed, grows from y - h d to y + h d, for steps h from
     * {@value #LARGEST} on down, each half the one before.
     *
     * <p>How small h must be depends on the network. A smooth one agrees at once. One that normalises over few pixels
     * and cuts off with ReLUs can have kinks nearer than 1e-5 to one another, and agrees only below that; at last
     * float32 rounds everything away. So there are three ways for this to end.
     */
    public static final class SlopeCheck {

        private static final double LARGEST = 1e-3;
        private static final int HALVINGS = 13;
        private static final double AGREEMENT = 0.02;
        private static final int STEADY_STEPS = 8;
        private static final double STEADY = 0.03;
        private static final double WRONG = 0.1;

        private SlopeCheck() {}

        /** How the slopes compare. Ratios are of what the output does to what the gradient promises. */
        public sealed interface Outcome {

            /** At two steps in a row the ratio was within 2 % of 1; {@code h}: the smaller of the steps. */
            record Agrees(double h, double ratio) implements Outcome {}

            /**
             * At no two steps it was, although at eight steps in a row, a factor of 128, it was the same to 3 % and off
             * by more than 10 %: the gradient is not this network's.
             */
            record Disagrees(double ratio) implements Outcome {}

            /**
             * The network is too rough for single precision to tell.
             *
             * @param ratios from the largest step to the smallest
             */
            record Unresolved(List<Double> ratios) implements Outcome {}
        }

        /**
         * Compares.
         *
         * @param y (1, 3, H, W)
         * @param b (1, 1, K, K) for non-blind networks
         */
        public static Outcome compare(RestorationNetwork network, NDArray y, @Nullable NDArray b, TrialInput input) {
            NDArray weights = Autograd.unrecorded(() -> network.restore(y, b));
            NDArray gradient = InputGradient.of(
                            network, y, b, output -> output.mul(weights).sum(new int[] {1, 2, 3}))
                    .gradient();
            // Half along the gradient, so that the slope is not small by chance, half anywhere.
            NDArray along = gradient.div(gradient.square().mean().sqrt().add(Float.MIN_NORMAL));
            NDArray direction = along.addi(input.uniform(-1.7, 1.7, y.getShape()));

            List<Double> ratios = new ArrayList<>();
            @Nullable Double steady = null;
            double h = LARGEST;
            for (int i = 0; i <= HALVINGS; i++, h /= 2) {
                NDArray above = y.add(direction.mul(h));
                NDArray below = y.sub(direction.mul(h));
                double rise = NumericAgreement.inner(Autograd.unrecorded(() -> network.restore(above, b)), weights)
                        - NumericAgreement.inner(Autograd.unrecorded(() -> network.restore(below, b)), weights);
                // Of the points as they were rounded: at the smallest steps they are not where they were meant to be.
                ratios.add(rise / NumericAgreement.inner(gradient, above.sub(below)));
                if (lastAreNear(ratios, 2, 1, AGREEMENT)) {
                    return new Outcome.Agrees(h, ratios.get(i));
                }
                if (Math.abs(ratios.get(i) - 1) > WRONG && lastAreNear(ratios, STEADY_STEPS, ratios.get(i), STEADY)) {
                    steady = ratios.get(i);
                }
            }
            return steady == null ? new Outcome.Unresolved(List.copyOf(ratios)) : new Outcome.Disagrees(steady);
        }

        private static boolean lastAreNear(List<Double> values, int count, double centre, double tolerance) {
            return values.size() >= count
                    && values.subList(values.size() - count, values.size()).stream()
                            .allMatch(value -> Math.abs(value - centre) <= tolerance * Math.abs(centre));
        }
    }
}
