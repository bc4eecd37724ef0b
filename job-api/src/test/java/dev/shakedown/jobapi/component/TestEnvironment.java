package dev.shakedown.jobapi.component;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker on which two networks are announced, and a stand-in for the result-store. */
public final class TestEnvironment implements QuarkusTestResourceLifecycleManager {

    static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    static final ResultStoreStandIn RESULT_STORE = new ResultStoreStandIn();

    private static final Map<String, FollowedTopic> FOLLOWED = new ConcurrentHashMap<>();

    private static EmbeddedBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            broker = EmbeddedBroker.start(new EmbeddedBroker.Options(Files.createTempDirectory("job-api-broker")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ShakedownTopics.create(broker.bootstrapServers(), 4);
        announce(ServedTestNetworks.network("wiener", NetworkCard.Kind.NON_BLIND, 4));
        announce(ServedTestNetworks.network("mprnet", NetworkCard.Kind.BLIND, 32));
        RESULT_STORE.start();
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
                Map.entry("shakedown.result-store.url", RESULT_STORE.url()),
                Map.entry("shakedown.result-store.public-url", "http://results.example:8081"),
                Map.entry("shakedown.upload.max-file", "200K"),
                Map.entry("shakedown.limits.body-pause", "4s"),
                // Tests change the stand-in's counts and look at once; CachedCountsTest has the waiting.
                Map.entry("shakedown.watch.counts-good-for", "0ms"),
                Map.entry("shakedown.watch.survey-every", "1s"),
                Map.entry("shakedown.watch.heartbeat", "2s"),
                // There are no workers here. FairSharesComponentTest has some.
                Map.entry("shakedown.expansion.requests-per-worker", "1000000000"),
                Map.entry("shakedown.expansion.progress-every", "100"));
    }

    @Override
    public void stop() {
        RESULT_STORE.stop();
        FOLLOWED.values().forEach(FollowedTopic::close);
        FOLLOWED.clear();
        if (broker != null) {
            broker.close();
        }
    }

    static void announce(AnnouncedNetwork network) {
        publish(Topics.NETWORKS, network.key(), network);
    }

    /** Makes a queue's topics, unless there are some. */
    static void make(RequestQueue queue) {
        ShakedownTopics.create(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new TopicPlan(2, Optional.empty(), List.of(queue)));
    }

    /** Sets the largest record that a topic takes. */
    static void limit(String topic, String bytes) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            AlterConfigOp change =
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(change)))
                    .all()
                    .get();
            // The controller knows of it before the broker does.
            Thread.sleep(500);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes an object as JSON very often, quickly. */
    static void publishOften(String topic, String key, Object value, int times) {
        Map<String, Object> configuration =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "compression.type", "lz4", "linger.ms", 20);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer())) {
            byte[] json = JSON.writeValueAsBytes(value);
            for (int i = 0; i < times; i++) {
                producer.send(new ProducerRecord<>(topic, key, json));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Publishes an object as JSON, or null for a tombstone. */
    static void publish(String topic, String key, Object value) {
        Map<String, Object> configuration = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value == null ? null : JSON.writeValueAsBytes(value)))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that was ever on a topic, partition by partition. */
    static List<ConsumerRecord<String, byte[]>> records(String topic) {
        return FOLLOWED.computeIfAbsent(topic, FollowedTopic::new).records();
    }

    /** Reads a topic on from where it had come to: a consumer for each look takes most of a test's time. */
    private static final class FollowedTopic {

        private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "enable.auto.commit",
                        false,
                        // The question for the ends waits behind a fetch.
                        "fetch.max.wait.ms",
                        10),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        private final Map<Integer, List<ConsumerRecord<String, byte[]>>> read = new TreeMap<>();

        FollowedTopic(String topic) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            partitions.forEach(partition -> read.put(partition.partition(), new ArrayList<>()));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        synchronized List<ConsumerRecord<String, byte[]>> records() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(received -> read.get(received.partition()).add(received));
            }
            return read.values().stream().flatMap(List::stream).toList();
        }

        synchronized void close() {
            consumer.close();
        }
    }
}
