package dev.shakedown.attackworker.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Networks for threads that do not own the device: each pass is asked of the device's thread through the
 * {@link DeviceQueue}, and so is loading. Passes that wait together share one where that is faster. Thread-safe; a
 * network that it lends belongs to one thread.
 */
@ApplicationScoped
public class RemoteNetworks {

    private final LoadedNetworks networks;
    private final DeviceQueue device;
    private final SharedPasses passes;

    RemoteNetworks(LoadedNetworks networks, DeviceQueue device) {
        this.networks = networks;
        this.device = device;
        this.passes = new SharedPasses(device);
    }

    /** Lends a loaded network; closing it returns it. */
    public NetworkOpening open(NetworkRef ref) {
        NetworkOpening opening = device.call(() -> networks.open(ref));
        return opening instanceof NetworkOpening.Opened opened
                ? new NetworkOpening.Opened(new RemoteNetwork(ref, opened.network()))
                : opening;
    }

    private final class RemoteNetwork implements RestorationNetwork {

        private final NetworkRef ref;
        private final RestorationNetwork network;

        RemoteNetwork(NetworkRef ref, RestorationNetwork network) {
            this.ref = ref;
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
            return passes.restore(ref, network, y, b);
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
