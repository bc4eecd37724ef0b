package dev.shakedown.attackworker.network;

import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkOpening;

/** Lends networks. */
@FunctionalInterface
public interface NetworkSource {

    /** Lends a loaded network; closing it returns it. */
    NetworkOpening open(NetworkRef ref);
}
