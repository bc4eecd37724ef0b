package dev.shakedown.jobapi.topic;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Published;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Refused;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Unavailable;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.TraceHeader;
import io.opentelemetry.api.trace.Span;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records and knows when the brokers have them. Single records and bulk go over connections of their own, so
 * that a single record does not wait behind a million. Thread-safe.
 */
@ApplicationScoped
public class TopicPublisher {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final PublishConfig config;
    private final ObjectMapper json;
    private @Nullable KafkaProducer<String, byte[]> single;
    private @Nullable KafkaProducer<String, byte[]> bulk;

    TopicPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, PublishConfig config, ObjectMapper json) {
        this.kafka = kafka;
        this.config = config;
        this.json = json;
    }

    /** Publishes one message as JSON, in the present span, and waits for its acknowledgement. */
    public PublishOutcome publish(String topic, String key, Object message) {
        return publishAlone(topic, key, JsonBytes.of(json, message));
    }

    /** Deletes a key of a compacted topic, and waits for the acknowledgement. */
    public PublishOutcome delete(String topic, String key) {
        return publishAlone(topic, key, null);
    }

    private PublishOutcome publishAlone(String topic, String key, byte @Nullable [] value) {
        Batch batch = new Batch(single());
        batch.send(topic, key, value, TraceHeader.of(Span.current()));
        return batch.acknowledgement();
    }

    /** Starts on many records. */
    public Batch batch() {
        return new Batch(bulk());
    }

    /** Records on their way. For one thread. After the first failure nothing more is sent. */
    public static final class Batch {

        private final KafkaProducer<String, byte[]> producer;
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private final Phaser underWay = new Phaser(1);

        private Batch(KafkaProducer<String, byte[]> producer) {
            this.producer = producer;
        }

        /**
         * Sends a record without waiting for it; waits only while the buffer is full.
         *
         * @param value null to delete the key
         */
        public void send(String topic, String key, byte @Nullable [] value, List<Header> headers) {
            if (failed()) {
                return;
            }
            underWay.register();
            try {
                var unused =
                        producer.send(new ProducerRecord<>(topic, null, key, value, headers), (metadata, exception) -> {
                            if (exception != null) {
                                failure.compareAndSet(null, exception);
                            }
                            underWay.arriveAndDeregister();
                        });
            } catch (KafkaException | IllegalStateException e) {
                failure.compareAndSet(null, e);
                underWay.arriveAndDeregister();
            }
        }

        /** Whether something is known to have failed already, so that there is no use in going on. */
        public boolean failed() {
            return failure.get() != null;
        }

        /** Waits until each record sent is acknowledged or has failed, which Kafka's client decides in time. */
        public PublishOutcome acknowledgement() {
            flush();
            underWay.awaitAdvance(underWay.arrive());
            Exception exception = failure.get();
            if (exception == null) {
                return new Published();
            }
            return exception instanceof RecordTooLargeException
                    ? new Refused("Kafka does not take a record of this size")
                    : new Unavailable("Kafka did not acknowledge in time (%s)"
                            .formatted(exception.getClass().getSimpleName()));
        }

        /** Nothing more is coming that the last ones could wait for. */
        private void flush() {
            try {
                producer.flush();
            } catch (InterruptException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @PreDestroy
    synchronized void close() {
        if (single != null) {
            single.close(CLOSE_TIMEOUT);
        }
        if (bulk != null) {
            bulk.close(CLOSE_TIMEOUT);
        }
    }

    private synchronized KafkaProducer<String, byte[]> single() {
        if (single == null) {
            single = new KafkaProducer<>(configuration(), new StringSerializer(), new ByteArraySerializer());
        }
        return single;
    }

    private synchronized KafkaProducer<String, byte[]> bulk() {
        if (bulk == null) {
            Map<String, Object> configuration = configuration();
            configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
            configuration.put(ProducerConfig.LINGER_MS_CONFIG, 20);
            // On a partition made just now, a batch that overtakes a refused one makes the broker refuse that one for
            // good.
            configuration.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
            bulk = new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
        }
        return bulk;
    }

    private Map<String, Object> configuration() {
        int timeout = (int) config.timeout().toMillis();
        Map<String, Object> configuration = new HashMap<>(kafka);
        configuration.put(ProducerConfig.ACKS_CONFIG, "all");
        configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configuration.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        configuration.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        configuration.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        configuration.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, timeout / 2));
        configuration.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        configuration.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.buffer().asLongValue());
        configuration.put(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Math.toIntExact(config.maxRecord().asLongValue()));
        return configuration;
    }

    /** The outcome of publishing records. */
    public sealed interface PublishOutcome {

        /** Why it was not published, human-readable. */
        default String reason() {
            return "";
        }

        /** The broker acknowledged every one, with all in-sync replicas. */
        record Published() implements PublishOutcome {}

        /**
         * The broker will never take one of them, however often it is sent.
         *
         * @param reason why, human-readable
         */
        record Refused(String reason) implements PublishOutcome {}

        /**
         * At least one was not acknowledged in time; it may still arrive.
         *
         * @param reason why, human-readable
         */
        record Unavailable(String reason) implements PublishOutcome {}
    }
}
