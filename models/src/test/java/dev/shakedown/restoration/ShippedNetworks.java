package dev.shakedown.restoration;

import java.nio.file.Path;

/** The networks that the repository ships. */
final class ShippedNetworks {

    private ShippedNetworks() {}

    static Path directory() {
        return Path.of(System.getProperty("shakedown.root", ".."), "models", "pretrained");
    }

    static NetworkRegistry registry() throws InvalidNetworkException {
        return NetworkRegistry.read(directory());
    }
}
