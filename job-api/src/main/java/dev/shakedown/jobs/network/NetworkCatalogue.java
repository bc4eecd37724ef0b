package dev.shakedown.jobs.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.messaging.TopicReader;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The networks that workers announce, by id, as the compacted topic has them now. Thread-safe. */
@Startup
@ApplicationScoped
public class NetworkCatalogue {

    private static final Logger LOG = Logger.getLogger(NetworkCatalogue.class);

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
                (id, announcement, headers) -> take(id, announcement));
    }

    /** All of them, by id. */
    public Map<String, AnnouncedNetwork> byId() {
        return Map.copyOf(networks);
    }

    /** All of them, sorted by name. */
    public List<AnnouncedNetwork> sorted() {
        return networks.values().stream()
                .sorted(Comparator.comparing(network -> network.card().name()))
                .toList();
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

    private void take(String id, byte @Nullable [] announcement) {
        if (announcement == null) {
            networks.remove(id);
            return;
        }
        try {
            AnnouncedNetwork network = json.readValue(announcement, AnnouncedNetwork.class);
            networks.put(network.card().name(), network);
        } catch (IOException e) {
            LOG.warnf("Network %s is announced in a form that cannot be read: %s", id, e.getMessage());
        }
    }
}
