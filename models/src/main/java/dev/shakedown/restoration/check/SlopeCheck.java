package dev.shakedown.restoration.check;

import ai.djl.ndarray.NDArray;
import dev.shakedown.restoration.Autograd;
import dev.shakedown.restoration.InputGradient;
import dev.shakedown.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the slope that a network's gradient promises in one direction d with the slope that the network's output
 * has: the central differences of sum(g * N(y + h d, b)), g = N(y, b), for steps h from {@value #LARGEST} on down, each
 * half the one before.
 *
 * <p>How small h must be depends on the network. A smooth one agrees at once. One that normalises over few pixels and
 * cuts off with ReLUs can have kinks nearer than 1e-5 to one another, and agrees only below that; at last float32
 * rounds everything away. So there are three ways for this to end.
 */
public final class SlopeCheck {

    private static final double LARGEST = 1e-3;
    private static final int HALVINGS = 11;
    private static final double AGREEMENT = 0.02;
    private static final double STEADY = 0.01;

    private SlopeCheck() {}

    /** How the slopes compare. */
    public sealed interface Outcome {

        /**
         * At two steps in a row the differences were within 2 % of the slope.
         *
         * @param h the smaller of the steps
         * @param error relative difference there
         */
        record Agrees(double h, double error) implements Outcome {}

        /**
         * At no step they were, although at three steps in a row they were within 1 % of each other: the gradient is
         * not this network's.
         *
         * @param slope as the gradient has it
         * @param difference as the output has it
         */
        record Disagrees(double slope, double difference) implements Outcome {}

        /**
         * The network is too rough for single precision to tell.
         *
         * @param slope as the gradient has it
         * @param differences as the output has them, from the largest step to the smallest
         */
        record Unresolved(double slope, List<Double> differences) implements Outcome {}
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
        double slope = Closeness.inner(gradient, direction);

        List<Double> differences = new ArrayList<>();
        @Nullable Double steady = null;
        double h = LARGEST;
        for (int i = 0; i <= HALVINGS; i++, h /= 2) {
            NDArray step = direction.mul(h);
            double up = Closeness.inner(Autograd.unrecorded(() -> network.restore(y.add(step), b)), weights);
            double down = Closeness.inner(Autograd.unrecorded(() -> network.restore(y.sub(step), b)), weights);
            differences.add((up - down) / (2 * h));
            if (lastAreNear(differences, 2, slope, AGREEMENT)) {
                return new Outcome.Agrees(h, Math.abs(differences.get(i) / slope - 1));
            }
            if (steady == null && lastAreNear(differences, 3, differences.get(i), STEADY)) {
                steady = differences.get(i);
            }
        }
        return steady == null
                ? new Outcome.Unresolved(slope, List.copyOf(differences))
                : new Outcome.Disagrees(slope, steady);
    }

    private static boolean lastAreNear(List<Double> values, int count, double centre, double tolerance) {
        return values.size() >= count
                && values.subList(values.size() - count, values.size()).stream()
                        .allMatch(value -> Math.abs(value - centre) <= tolerance * Math.abs(centre));
    }
}
