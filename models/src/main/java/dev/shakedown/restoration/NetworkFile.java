package dev.shakedown.restoration;

import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import java.nio.file.Path;

/**
 * A network's file whose hash and card were found good.
 *
 * @param path where it lies
 * @param sha256 SHA-256 of its bytes, lower-case hexadecimal
 * @param card the card inside it
 */
public record NetworkFile(Path path, String sha256, NetworkCard card) {

    /** The exact file under its id. */
    public NetworkRef ref() {
        return new NetworkRef(card.name(), sha256);
    }

    /** The message by which a worker says that it can attack this network. */
    public AnnouncedNetwork announcement() {
        return new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, sha256, card);
    }
}
