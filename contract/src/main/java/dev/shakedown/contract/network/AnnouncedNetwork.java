package dev.shakedown.contract.network;

/**
 * A network that at least one worker can attack.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param sha256 SHA-256 of the network's file
 * @param card the card inside the file
 */
public record AnnouncedNetwork(int schema, String sha256, NetworkCard card) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    /** The exact file under its id. */
    public NetworkRef ref() {
        return new NetworkRef(card.name(), sha256);
    }
}
