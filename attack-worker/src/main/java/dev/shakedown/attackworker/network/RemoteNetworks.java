package dev.shakedown.attackworker.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Networks for threads that do not own the device: each pass is asked of the device's thread through the
 * {@link DeviceQueue}, and so is loading. Thread-safe; a network that it lends belongs to one thread.
 */
@ApplicationScoped
public class RemoteNetworks implements NetworkSource {

    private final LoadedNetworks networks;
    private final DeviceQueue device;

    RemoteNetworks(LoadedNetworks networks, DeviceQueue device) {
        this.networks = networks;
        this.device = device;
    }

    @Override
    public NetworkOpening open(NetworkRef ref) {
        NetworkOpening opening = device.call(() -> networks.open(ref));
        return opening instanceof NetworkOpening.Opened opened
                ? new NetworkOpening.Opened(new RemoteNetwork(opened.network()))
                : opening;
    }

    private final class RemoteNetwork implements RestorationNetwork {

        private final RestorationNetwork network;

        RemoteNetwork(RestorationNetwork network) {
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

        /** Libtorch's grad mode belongs to a thread: whatever the caller's is, nothing is recorded. */
        @Override
        public NDArray restore(NDArray y, @Nullable NDArray b) {
            return device.call(() -> Autograd.unrecorded(() -> network.restore(y, b)));
        }

        @Override
        public NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
            return device.call(() -> network.gradient(y, b, g));
        }

        @Override
        public Map<DataType, Long> weights() {
            return network.weights();
        }

        @Override
        public void close() {
            device.call(() -> {
                network.close();
                return true;
            });
        }
    }
}
