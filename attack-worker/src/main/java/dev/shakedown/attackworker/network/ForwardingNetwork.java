package dev.shakedown.attackworker.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that is another one, but for what a subclass does otherwise. */
abstract class ForwardingNetwork implements RestorationNetwork {

    final RestorationNetwork network;

    ForwardingNetwork(RestorationNetwork network) {
        this.network = network;
    }

    @Override
    public NetworkCard card() {
        return network.card();
    }

    @Override
    public Device device() {
        return network.device();
    }

    @Override
    public NDArray restore(NDArray y, @Nullable NDArray b) {
        return network.restore(y, b);
    }

    @Override
    public NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
        return network.gradient(y, b, g);
    }

    @Override
    public Map<DataType, Long> weights() {
        return network.weights();
    }

    @Override
    public void close() {
        network.close();
    }
}
