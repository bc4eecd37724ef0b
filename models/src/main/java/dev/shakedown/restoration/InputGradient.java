package dev.shakedown.restoration;

import ai.djl.ndarray.NDArray;
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
     * Runs one forward and one backward pass.
     *
     * @param network N
     * @param y (N, 3, H, W); an array of this pass alone, since gradients accumulate in it
     * @param b (N, 1, K, K) for non-blind networks
     * @param objectiveOf from the network's output (N, 3, H, W) to one number an image, (N)
     * @return arrays owned by y's manager
     */
    public static InputGradient of(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, UnaryOperator<NDArray> objectiveOf) {
        y.setRequiresGradient(true);
        return Autograd.recorded(() -> {
            NDArray objective = objectiveOf.apply(network.restore(y, b));
            // Each objective depends on its own image alone, so the sum's gradient holds them all side by side.
            NDArray gradient = Autograd.gradient(objective.sum(), y);
            return new InputGradient(objective.stopGradient(), gradient);
        });
    }
}
