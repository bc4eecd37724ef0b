package dev.shakedown.service.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads single records of which the place is known, one after another over one connection. Thread-safe. */
public final class RecordFetch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RecordFetch.class);

    private final Map<String, Object> configuration;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Consumer<String, byte[]> consumer;

    /** Prepares fetches; connects with the first one. */
    public RecordFetch(Map<String, Object> kafka, String client) {
        this.configuration = new HashMap<>(kafka);
        configuration.remove(ConsumerConfig.GROUP_ID_CONFIG);
        configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        configuration.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A fetch that waits at the end of a partition would hold up the next one of the same connection.
        configuration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
    }

    /** The value of the record there, if its key is this one; empty if not, or if Kafka does not answer in time. */
    public Optional<byte[]> value(RecordPlace place, String key, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            if (!turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(fetch(place, key, deadline));
        } catch (KafkaException e) {
            LOG.warnf("Record %s could not be read: %s", place, e.getMessage());
            return Optional.empty();
        } finally {
            turn.unlock();
        }
    }

    private byte @Nullable [] fetch(RecordPlace place, String key, long deadline) {
        if (consumer == null) {
            consumer = new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer());
        }
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        try {
            while (System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<String, byte[]> received :
                        consumer.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
                    return received.offset() == place.offset() && key.equals(received.key()) ? received.value() : null;
                }
            }
            return null;
        } finally {
            // What was fetched beyond is not kept in memory.
            consumer.unsubscribe();
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            if (consumer != null) {
                consumer.close();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Where a record is on the brokers. */
    public record RecordPlace(String topic, int partition, long offset) {}
}
