package dev.shakedown.models.restoration;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restoration network N that is loaded and treats each image of a batch alone.
 *
 * <p>Not safe for use by several threads at once.
 */
public interface RestorationNetwork extends AutoCloseable {

    /** The network's description. */
    NetworkCard card();

    /** Where it computes. */
    Device device();

    /**
     * Computes N(y) or N(y, b), recorded for differentiation exactly if the thread is inside {@link Autograd#recorded}.
     *
     * @param y (N, 3, H, W) in [0,1]
     * @param b (N, 1, K, K), K odd; needed by non-blind networks, ignored by blind ones
     * @return (N, 3, H, W), not clamped, owned by y's manager
     * @throws IllegalArgumentException if a non-blind network is given no kernel
     * @throws IllegalStateException if the network returns another shape than y's
     */
    NDArray restore(NDArray y, @Nullable NDArray b);

    /**
     * Computes the vector-Jacobian product of the network at y: the gradient of sum(g * N(y, b)) with respect to y.
     * Recorded nowhere, whatever mode the thread is in. This runs the network forward and back; a caller that needs
     * N(y, b) as well and differentiates through libtorch gets both for that price from {@link InputGradient}. The
     * gradient of an output that does not depend on y is zero.
     *
     * @param y (N, 3, H, W) in [0,1]
     * @param b as for {@link #restore}
     * @param g (N, 3, H, W), any values
     * @return (N, 3, H, W), owned by y's manager
     * @throws IllegalArgumentException if a non-blind network is given no kernel
     * @throws IllegalStateException if the network gives a gradient of another shape than y's
     */
    default NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
        NDArray input = Autograd.variable(y);
        return Autograd.recorded(() -> InputGradient.gradient(restore(input, b), g, input));
    }

    /**
     * How many weights of each type it has, constants of its code included; empty where it has none, or is not made of
     * weights.
     */
    default Map<DataType, Long> weights() {
        return Map.of();
    }

    @Override
    void close();
}
