package dev.shakedown.worker;

import ai.djl.Device;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.restoration.InvalidNetworkException;
import dev.shakedown.restoration.NetworkFile;
import dev.shakedown.restoration.NetworkOpening;
import dev.shakedown.restoration.NetworkRegistry;
import dev.shakedown.restoration.RestorationNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The networks that this worker serves, loaded when first needed. Loading belongs to the attack loop's thread. */
@ApplicationScoped
class Networks {

    private final NetworkRegistry registry;
    private final Device device;
    private final int capacity;
    private final Map<NetworkRef, RestorationNetwork> loaded = new LinkedHashMap<>(16, 0.75f, true);

    Networks(NetworksConfig networks, WorkerConfig worker) throws InvalidNetworkException {
        this.registry = NetworkRegistry.read(networks.directories());
        this.device = Device.fromName(worker.device());
        this.capacity = worker.loadedNetworks();
    }

    List<NetworkFile> files() {
        return registry.files();
    }

    /** Gives a loaded network, owned by this object. */
    NetworkOpening open(NetworkRef ref) {
        RestorationNetwork known = loaded.get(ref);
        if (known != null) {
            return new NetworkOpening.Opened(known);
        }
        NetworkOpening opening = registry.open(ref, device);
        if (opening instanceof NetworkOpening.Opened opened) {
            loaded.put(ref, opened.network());
            if (loaded.size() > capacity) {
                Map.Entry<NetworkRef, RestorationNetwork> oldest =
                        loaded.entrySet().iterator().next();
                oldest.getValue().close();
                loaded.remove(oldest.getKey());
            }
        }
        return opening;
    }

    void closeAll() {
        loaded.values().forEach(RestorationNetwork::close);
        loaded.clear();
    }
}
