package dev.shakedown.resultstore.network;

import dev.shakedown.contract.network.AnnouncedNetwork;

/**
 * A network as a worker announced it.
 *
 * @param network the message
 * @param json the message as it came
 */
public record ArrivedNetwork(AnnouncedNetwork network, String json) {}
