package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.Map;

/** N(y) = w y, value by value: a network whose attacks can be solved on paper. */
final class DiagonalNetwork implements RestorationNetwork {

    static final NetworkCard CARD = new NetworkCard(
            1,
            "diagonal",
            "w y",
            NetworkCard.Kind.BLIND,
            List.of(0.0, 1.0),
            1,
            "none",
            1,
            null,
            Map.of(),
            NetworkCard.Gradient.AUTOGRAD,
            "fp32",
            null,
            "test",
            "Apache-2.0",
            "none",
            0L,
            null,
            null,
            null);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final NDArray weights;

    DiagonalNetwork(int height, int width, float[] weights) {
        this.weights = manager.create(weights, new Shape(1, 3, height, width));
    }

    @Override
    public NetworkCard card() {
        return CARD;
    }

    @Override
    public Device device() {
        return Device.cpu();
    }

    @Override
    public NDArray restore(NDArray y, NDArray b) {
        return y.mul(weights);
    }

    @Override
    public void close() {
        manager.close();
    }
}
