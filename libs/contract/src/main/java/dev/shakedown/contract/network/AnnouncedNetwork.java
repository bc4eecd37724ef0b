package dev.shakedown.contract.network;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.shakedown.contract.RequestQueue;
import org.jspecify.annotations.Nullable;

/**
 * A network that at least one worker can attack.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param sha256 SHA-256 of the network's file
 * @param card the card inside the file
 * @param queue the name of the queue whose workers serve it; null for the default queue
 */
public record AnnouncedNetwork(
        int schema,
        String sha256,
        NetworkCard card,
        @Nullable String queue) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    @JsonCreator
    public AnnouncedNetwork {
        if (queue != null && !RequestQueue.isName(queue)) {
            throw new IllegalArgumentException("queue: " + queue + ": must be " + RequestQueue.EXPECTED);
        }
    }

    /** A network of the default queue. */
    public AnnouncedNetwork(int schema, String sha256, NetworkCard card) {
        this(schema, sha256, card, null);
    }

    /** The same network, served by the workers of a queue. */
    public AnnouncedNetwork in(RequestQueue another) {
        return new AnnouncedNetwork(schema, sha256, card, another.name());
    }

    /** The queue whose workers serve it. */
    public RequestQueue servedBy() {
        return new RequestQueue(queue);
    }

    /** The record's key on Kafka. */
    public String key() {
        return servedBy().announcementKey(card.name());
    }

    /** The exact file under its id. */
    public NetworkRef ref() {
        return new NetworkRef(card.name(), sha256);
    }
}
