package dev.shakedown.attackworker.network;

import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads and checks, once, the files of the networks that this worker serves. Loads none of them, and not libtorch. */
@ApplicationScoped
class NetworkRegistryProducer {

    @Produces
    @Singleton
    NetworkRegistry registry(NetworksConfig config) throws InvalidNetworkException {
        return NetworkRegistry.read(config.directories());
    }
}
