package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loaded network and what to try it with, for the time of one check.
 *
 * @param network owned by the caller
 * @param manager frees whatever the check computes
 */
record NetworkTrial(RestorationNetwork network, NDManager manager, TrialInput input) {

    NetworkCard card() {
        return network.card();
    }

    boolean takesKernels() {
        return card().kind() == NetworkCard.Kind.NON_BLIND;
    }

    /** Whether the network computes in less than single precision, so that nothing can be compared closely. */
    boolean isCoarse() {
        return !"fp32".equals(card().precision());
    }

    /** Bound of the relative distance between two computations of one output. */
    double outputTolerance() {
        return isCoarse() ? NumericAgreement.SAME_COARSELY : NumericAgreement.SAME;
    }

    /** Bound of the relative distance between two computations of one gradient; as for {@link NumericAgreement}. */
    double gradientTolerance(NDArray y, @Nullable NDArray b, NDArray g) {
        return isCoarse() ? NumericAgreement.WIDEST : NumericAgreement.gradientTolerance(network, y, b, g);
    }

    /** A height that the network takes, at least so much; that of a tile where the network has tiles. */
    int height(int atLeast) {
        List<Integer> tile = card().fixedSize();
        return tile == null ? Math.max(atLeast, card().minimumSize()) : tile.get(0);
    }

    /** A width that the network takes, at least so much; that of a tile where the network has tiles. */
    int width(int atLeast) {
        List<Integer> tile = card().fixedSize();
        return tile == null ? Math.max(atLeast, card().minimumSize()) : tile.get(1);
    }

    /** A square of a photograph that the network takes, in one tile where it has tiles. */
    TrialPhotograph photograph() {
        List<Integer> tile = card().fixedSize();
        return TrialPhotograph.of(
                tile == null
                        ? Math.max(card().minimumSize(), TrialPhotograph.USUAL_SIDE)
                        : Math.max(Math.min(tile.get(0), tile.get(1)), TrialPhotograph.LEAST_SIDE));
    }

    /** The next kernels as a batch for a non-blind network; a blind one is given none. */
    @Nullable
    NDArray kernels(int... sizes) {
        int side = 0;
        for (int size : sizes) {
            side = Math.max(side, size);
        }
        return takesKernels() ? TrialInput.batch(input.kernels(sizes), side) : null;
    }

    NDArray restore(NDArray y, @Nullable NDArray b) {
        return Autograd.unrecorded(() -> network.restore(y, b));
    }

    /** The gradient of ||N(y, b)||^2 / 2 of each image, as the attack computes its own. */
    NDArray gradient(NDArray y, @Nullable NDArray b) {
        return InputGradient.of(
                        network,
                        y,
                        b,
                        output -> output.square().sum(new int[] {1, 2, 3}).mul(0.5f))
                .gradient();
    }

    /** Height and width, human-readable. */
    static String size(Shape shape) {
        return shape.get(2) + "x" + shape.get(3);
    }
}
