package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;

/** N(y) = sqrt(|y - 0.5|): finite everywhere, with a slope that is not finite at 0.5. */
final class SquareRootNetwork implements RestorationNetwork {

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
        return y.sub(0.5f).abs().sqrt();
    }

    @Override
    public void close() {}
}
