package dev.shakedown.restoration;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard;
import org.jspecify.annotations.Nullable;

/**
 * A restoration network N that is loaded and treats each image of a batch alone.
 *
 * <p>Not safe for use by several threads at once.
 */
public interface RestorationNetwork extends AutoCloseable {

    /** What the network says of itself. */
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

    @Override
    void close();
}
