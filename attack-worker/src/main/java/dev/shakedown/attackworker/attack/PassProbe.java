package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one grey image through a network, so that the pass can be measured. */
public enum PassProbe {
    /** Forward and back, as a step of an attack. */
    STEP {
        @Override
        void run(RestorationNetwork network, NDArray y, @Nullable NDArray b) {
            InputGradient.through(network, y, b, PassProbe::sum);
        }
    },
    /** The same, differentiated with respect to the kernel, too. */
    KERNEL_STEP {
        @Override
        void run(RestorationNetwork network, NDArray y, @Nullable NDArray b) {
            InputGradient.throughBoth(network, y, Objects.requireNonNull(b, "b"), PassProbe::sum);
        }
    },
    /** Forward alone, as an evaluation. */
    RESTORATION {
        @Override
        void run(RestorationNetwork network, NDArray y, @Nullable NDArray b) {
            Autograd.unrecorded(() -> network.restore(y, b));
        }
    };

    private static final float GREY = 0.5f;

    /** What a step of an attack runs. */
    public static PassProbe stepOf(AttackSpec attack) {
        return attack.perturbsKernel() ? KERNEL_STEP : STEP;
    }

    abstract void run(RestorationNetwork network, NDArray y, @Nullable NDArray b);

    /**
     * Runs a square image.
     *
     * @param side in pixels
     * @param kernel b of the job, which a non-blind network needs
     * @throws RuntimeException if the network does not take such an image
     */
    public void run(RestorationNetwork network, int side, @Nullable BlurKernel kernel) {
        try (NDManager scope = NDManager.newBaseManager(network.device(), "PyTorch")) {
            NDArray y = scope.full(new Shape(1, PlanarImage.CHANNELS, side, side), GREY);
            boolean blind = network.card().kind() == NetworkCard.Kind.BLIND;
            run(network, y, blind || kernel == null ? null : Tensors.kernel(scope, kernel, kernel.size()));
        }
    }

    private static InputGradient sum(NDArray output) {
        return new InputGradient(output.sum(new int[] {1, 2, 3}), output.onesLike());
    }
}
