package dev.shakedown.attackworker.network;

import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import jakarta.enterprise.context.ApplicationScoped;
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

    private final class RemoteNetwork extends ForwardingNetwork {

        private final NetworkRef ref;

        RemoteNetwork(NetworkRef ref, RestorationNetwork network) {
            super(network);
            this.ref = ref;
        }

        /** Libtorch's grad mode belongs to a thread: whatever the caller's is, nothing is recorded. */
        @Override
        public NDArray restore(NDArray y, @Nullable NDArray b) {
            return passes.restore(ref, network, y, b);
        }

        @Override
        public NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
            return passes.gradient(ref, network, y, b, g);
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
