package dev.shakedown.jobapi.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.queue.ServedNetworks;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The networks that workers announce, one record for each network and queue. Thread-safe. */
@Startup
@ApplicationScoped
public class NetworkCatalogue {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    private final TopicTable<AnnouncedNetwork> networks;

    NetworkCatalogue(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.networks = TopicTable.of(kafka, "shakedown-job-api", Topics.NETWORKS, json, AnnouncedNetwork.class);
    }

    /** All networks that are known here now. */
    public ServedNetworks served() {
        return new ServedNetworks(networks.values());
    }

    /** Waits up to 5 s until everything that is announced now is known here; whether that was so in time. */
    public boolean awaitCurrent() {
        return networks.awaitCurrent(CURRENT_WITHIN);
    }

    /** Whether the topic has been read to the end that it had at start-up. */
    public boolean caughtUp() {
        return networks.caughtUp();
    }

    /** Why nothing can be read from Kafka; empty while it answers. */
    public Optional<String> failure() {
        return networks.failure();
    }

    @PostConstruct
    void start() {
        networks.start();
    }

    @PreDestroy
    void stop() {
        networks.close();
    }
}
