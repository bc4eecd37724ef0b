package dev.shakedown.jobs.topic;

import dev.shakedown.jobs.topic.PublishOutcome.Published;
import dev.shakedown.jobs.topic.PublishOutcome.Refused;
import dev.shakedown.jobs.topic.PublishOutcome.Unavailable;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes records and knows when the brokers have them. Thread-safe. */
@ApplicationScoped
public class TopicPublisher {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final PublishConfig config;
    private @Nullable KafkaProducer<String, byte[]> producer;

    TopicPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka, PublishConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /** Publishes one record and waits for its acknowledgement. */
    public PublishOutcome publish(String topic, String key, byte[] value) {
        Batch batch = batch(topic);
        batch.send(key, value);
        return batch.acknowledgement();
    }

    /** Starts on many records for one topic. */
    public Batch batch(String topic) {
        return new Batch(topic);
    }

    /** Records on their way. For one thread. After the first failure nothing more is sent. */
    public final class Batch {

        private final String topic;
        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

        private Batch(String topic) {
            this.topic = topic;
        }

        /** Sends a record without waiting for it; waits only while the buffer is full. */
        public void send(String key, byte[] value) {
            if (failed()) {
                return;
            }
            try {
                producer().send(new ProducerRecord<>(topic, key, value), (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
            } catch (KafkaException e) {
                failure.compareAndSet(null, e);
            }
        }

        /** Whether something is known to have failed already, so that there is no use in going on. */
        public boolean failed() {
            return failure.get() != null;
        }

        /** Waits until each record sent is acknowledged or has failed. */
        public PublishOutcome acknowledgement() {
            try {
                producer().flush();
            } catch (KafkaException e) {
                failure.compareAndSet(null, e);
            }
            Exception exception = failure.get();
            if (exception == null) {
                return new Published();
            }
            return exception instanceof RecordTooLargeException
                    ? new Refused("Kafka does not take a record of this size")
                    : new Unavailable("Kafka did not acknowledge in time (%s)"
                            .formatted(exception.getClass().getSimpleName()));
        }
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(CLOSE_TIMEOUT);
        }
    }

    private synchronized KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(configuration(), new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private Map<String, Object> configuration() {
        int timeout = (int) config.timeout().toMillis();
        Map<String, Object> configuration = new HashMap<>(kafka);
        configuration.put(ProducerConfig.ACKS_CONFIG, "all");
        configuration.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        configuration.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
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
}
