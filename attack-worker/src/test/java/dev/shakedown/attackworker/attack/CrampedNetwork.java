package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;

/** N(y) = y^2, on a device whose memory holds no more than a few images at a time. */
final class CrampedNetwork implements RestorationNetwork {

    private final int most;
    private int refused;

    CrampedNetwork(int most) {
        this.most = most;
    }

    /** How often there were too many. */
    int refused() {
        return refused;
    }

    @Override
    public NetworkCard card() {
        return DiagonalNetwork.CARD;
    }

    @Override
    public Device device() {
        return Device.cpu();
    }

    @Override
    public NDArray restore(NDArray y, NDArray b) {
        if (y.getShape().get(0) > most) {
            refused++;
            throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
        }
        return y.square();
    }

    @Override
    public void close() {}
}
