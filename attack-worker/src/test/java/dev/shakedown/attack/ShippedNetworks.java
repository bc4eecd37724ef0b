package dev.shakedown.attack;

import ai.djl.Device;
import dev.shakedown.restoration.InvalidNetworkException;
import dev.shakedown.restoration.NetworkFile;
import dev.shakedown.restoration.NetworkOpening;
import dev.shakedown.restoration.NetworkRegistry;
import dev.shakedown.restoration.RestorationNetwork;
import java.nio.file.Path;

/** The networks that the repository ships. */
final class ShippedNetworks {

    private ShippedNetworks() {}

    static RestorationNetwork open(String name) {
        Path directory = Path.of(System.getProperty("shakedown.root", ".."), "models", "pretrained");
        try {
            NetworkRegistry registry = NetworkRegistry.read(directory);
            NetworkFile file = registry.files().stream()
                    .filter(candidate -> candidate.card().name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return ((NetworkOpening.Opened) registry.open(file.ref(), Device.cpu())).network();
        } catch (InvalidNetworkException e) {
            throw new IllegalStateException(e);
        }
    }
}
