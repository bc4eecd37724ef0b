package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.RestorationNetwork;
import org.jspecify.annotations.Nullable;

/** Restores one image outside of a batch, without recording anything. */
public final class Restoration {

    private Restoration() {}

    /**
     * Computes N(y) or N(y, b).
     *
     * @param manager lends memory for the call
     * @param b needed by non-blind networks
     * @return the output, not clamped
     */
    public static PlanarImage restore(
            RestorationNetwork network, NDManager manager, PlanarImage y, @Nullable BlurKernel b) {
        try (NDManager scope = manager.newSubManager()) {
            boolean blind = network.card().kind() == NetworkCard.Kind.BLIND;
            NDArray kernel = blind || b == null ? null : Tensors.kernel(scope, b, b.size());
            NDArray input = Tensors.image(scope, y);
            return Tensors.toImage(Autograd.unrecorded(() -> network.restore(input, kernel)));
        }
    }
}
