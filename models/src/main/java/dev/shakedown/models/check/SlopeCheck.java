package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the slope that a network's gradient promises in one direction d with the slope that its output has: how much
 * sum(g * N(y, b)), with g = N(y, b) held fixed, grows from y - h d to y + h d, for steps h from {@value #LARGEST} on
 * down, each half the one before.
 *
 * <p>How small h must be depends on the network. A smooth one agrees at once. One that normalises over few pixels and
 * cuts off with ReLUs can have kinks nearer than 1e-5 to one another, and agrees only below that; at last float32
 * rounds everything away. So there are three ways for this to end.
 */
public final class SlopeCheck {

    private static final double LARGEST = 1e-3;
    private static final int HALVINGS = 13;
    private static final double AGREEMENT = 0.02;
    private static final int STEADY_STEPS = 8;
    private static final double STEADY = 0.03;
    private static final double WRONG = 0.1;

    private SlopeCheck() {}

    /** How the slopes compare. Ratios are of what the output does to what the gradient promises. */
    public sealed interface Outcome {

        /**
         * At two steps in a row the ratio was within 2 % of 1.
         *
         * @param h the smaller of the steps
         * @param ratio there
         */
        record Agrees(double h, double ratio) implements Outcome {}

        /**
         * At no two steps it was, although at eight steps in a row, a factor of 128, it was the same to 3 % and off by
         * more than 10 %: the gradient is not this network's.
         *
         * @param ratio at the last of those steps
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
     * @param input draws the direction
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
