package dev.shakedown.jobapi.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.service.messaging.TopicReader;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The networks that workers announce, as the compacted topic has them now. Thread-safe. */
@Startup
@ApplicationScoped
public class NetworkCatalogue {

    private static final Logger LOG = Logger.getLogger(NetworkCatalogue.class);

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    /**
     * By the record's key, so that there is one for each queue: one that withdraws a network says nothing of others.
     */
    private final Map<String, AnnouncedNetwork> networks = new ConcurrentHashMap<>();

    private final ObjectMapper json;
    private final TopicReader reader;

    NetworkCatalogue(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.json = json;
        this.reader = new TopicReader(
                kafka,
                "shakedown-job-api",
                Topics.NETWORKS,
                TopicReader.Start.BEGINNING,
                (key, announcement, headers) -> take(key, announcement));
    }

    /** All of them, as they are known here now. */
    public ServedNetworks served() {
        return new ServedNetworks(networks.values());
    }

    /** Waits for a while until everything that was announced by now is known here; tells whether it is. */
    public boolean awaitCurrent() {
        return reader.awaitCurrent(CURRENT_WITHIN);
    }

    /** Whether the topic has been read to the end that it had at start-up. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    /** Why nothing can be read from Kafka; empty while it answers. */
    public Optional<String> failure() {
        return reader.failure();
    }

    @PostConstruct
    void start() {
        reader.start();
    }

    @PreDestroy
    void stop() {
        reader.close();
    }

    private void take(String key, byte @Nullable [] announcement) {
        if (announcement == null) {
            networks.remove(key);
            return;
        }
        try {
            AnnouncedNetwork network = json.readValue(announcement, AnnouncedNetwork.class);
            networks.put(network.key(), network);
        } catch (IOException e) {
            LOG.warnf("Network %s is announced in a form that cannot be read: %s", key, e.getMessage());
        }
    }
}
