package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * How many results result-store has not stored yet. Kafka keeps them for a month; a worker that went on for longer than
 * result-store is away would lose some, so it stops beginning jobs long before. Thread-safe.
 */
@ApplicationScoped
public class StorageBacklog {

    private static final long EVERY_SECONDS = 5;

    private final Map<String, Object> kafka;
    private final DeliveryConfig config;
    private final String group;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "storage-backlog");
    private volatile long waiting;

    StorageBacklog(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            DeliveryConfig config,
            @ConfigProperty(name = "shakedown.delivery.store-group", defaultValue = "shakedown-result-store")
                    String group,
            MeterRegistry meters) {
        this.kafka = kafka;
        this.config = config;
        this.group = group;
        meters.gauge("shakedown.results.unstored", this, backlog -> backlog.waiting);
    }

    public long waiting() {
        return waiting;
    }

    /** Whether so many wait that no further job should be begun. */
    public boolean isFull() {
        return waiting > config.mostUnstoredResults();
    }

    @PostConstruct
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @PreDestroy
    void stop() {
        closing.countDown();
    }

    private void run() {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "shakedown-storage-backlog");
        try {
            do {
                watch(properties);
            } while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks until it is closed, or returns at once if there can be no client yet: no such host, no such trust store.
     */
    private void watch(Map<String, Object> properties) throws InterruptedException {
        try (Admin admin = Admin.create(properties)) {
            do {
                look(admin);
            } while (!closing.await(EVERY_SECONDS, TimeUnit.SECONDS));
        } catch (KafkaException e) {
            Log.debugf("How many results wait to be stored is not known now: %s", e.getMessage());
        }
    }

    private void look(Admin admin) throws InterruptedException {
        try {
            TopicDescription results = admin.describeTopics(List.of(Topics.RESULTS))
                    .allTopicNames()
                    .get(EVERY_SECONDS, TimeUnit.SECONDS)
                    .get(Topics.RESULTS);
            if (results == null) {
                return;
            }
            Map<TopicPartition, OffsetSpec> partitions = results.partitions().stream()
                    .map(partition -> new TopicPartition(Topics.RESULTS, partition.partition()))
                    .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(partitions).all().get(EVERY_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetAndMetadata> stored = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(EVERY_SECONDS, TimeUnit.SECONDS);
            long lag = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
                lag += Math.max(0, end.getValue().offset() - offset(stored.get(end.getKey())));
            }
            waiting = lag;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Log.debugf("How many results wait to be stored is not known now: %s", e.getMessage());
        }
    }

    private static long offset(@Nullable OffsetAndMetadata stored) {
        return stored == null ? 0 : stored.offset();
    }
}
