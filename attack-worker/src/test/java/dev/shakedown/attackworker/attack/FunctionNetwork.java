package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.function.UnaryOperator;

/** A blind network that is any function of y. */
public record FunctionNetwork(UnaryOperator<NDArray> function) implements RestorationNetwork {

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
        return function.apply(y);
    }

    @Override
    public void close() {}
}
