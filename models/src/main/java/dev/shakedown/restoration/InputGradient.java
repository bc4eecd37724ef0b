package dev.shakedown.restoration;

import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard.Gradient;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The objective of each image of a batch, and the gradient of each with respect to that image.
 *
 * @param objective (N), not recorded
 * @param gradient (N, 3, H, W); slice i is the gradient of objective i with respect to image i
 */
public record InputGradient(NDArray objective, NDArray gradient) {

    /**
     * Runs one forward and one backward pass. A network with a gradient of its own is asked for it, and runs its
     * forward pass a second time in there.
     *
     * @param network N
     * @param y (N, 3, H, W)
     * @param b (N, 1, K, K) for non-blind networks
     * @param objectiveOf from the network's output (N, 3, H, W) to one number an image, (N), each from its own image's
     *     output alone
     * @return arrays owned by y's manager
     */
    public static InputGradient of(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, UnaryOperator<NDArray> objectiveOf) {
        return network.card().gradient() == Gradient.VJP
                ? throughOutput(network, y, b, objectiveOf)
                : recorded(network, y, b, objectiveOf);
    }

    // In both, each objective depends on its own image alone, so the sum's gradient holds them all side by side.

    private static InputGradient recorded(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, UnaryOperator<NDArray> objectiveOf) {
        NDArray input = Autograd.variable(y);
        return Autograd.recorded(() -> {
            NDArray objective = objectiveOf.apply(network.restore(input, b));
            NDArray gradient = Autograd.gradient(objective, input);
            return new InputGradient(objective.stopGradient(), gradient);
        });
    }

    private static InputGradient throughOutput(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, UnaryOperator<NDArray> objectiveOf) {
        NDArray output = Autograd.variable(Autograd.unrecorded(() -> network.restore(y, b)));
        return Autograd.recorded(() -> {
            NDArray objective = objectiveOf.apply(output);
            NDArray weights = Autograd.gradient(objective, output);
            return new InputGradient(objective.stopGradient(), network.gradient(y, b, weights));
        });
    }
}
