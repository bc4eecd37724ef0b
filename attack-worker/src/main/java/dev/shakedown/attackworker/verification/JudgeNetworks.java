package dev.shakedown.attackworker.verification;

import ai.djl.Device;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * The networks that judge, found by the SHA-256 of their files whatever they are called. Each is loaded once and stays
 * in memory until this is closed. Not thread-safe.
 */
public final class JudgeNetworks implements AutoCloseable {

    private final NetworkRegistry registry;
    private final Map<String, NetworkOpening> openings = new HashMap<>();

    public JudgeNetworks(NetworkRegistry registry) {
        this.registry = registry;
    }

    /** The network that judged, which stays this object's, or why it cannot be had. */
    NetworkOpening open(NetworkRef judge) {
        return openings.computeIfAbsent(
                judge.sha256(),
                sha256 -> registry.files().stream()
                        .filter(file -> file.sha256().equals(sha256))
                        .findFirst()
                        .<NetworkOpening>map(JudgeNetworks::load)
                        .orElseGet(() -> new NetworkOpening.Refused("no registry has the network file " + sha256)));
    }

    private static NetworkOpening load(NetworkFile file) {
        return file.open(Device.cpu());
    }

    @Override
    public void close() {
        for (NetworkOpening opening : openings.values()) {
            if (opening instanceof NetworkOpening.Opened opened) {
                opened.network().close();
            }
        }
        openings.clear();
    }
}
