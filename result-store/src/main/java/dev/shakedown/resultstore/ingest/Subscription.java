package dev.shakedown.resultstore.ingest;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** A member of the consumer group. Belongs to one thread, which closes it. */
final class Subscription implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Subscription.class);

    private final KafkaConsumer<String, ByteBuffer> consumer;
    private final KafkaClientMetrics metrics;
    private final IngestState state;
    private boolean holds;

    Subscription(KafkaConsumer<String, ByteBuffer> consumer, KafkaClientMetrics metrics, IngestState state) {
        this.consumer = consumer;
        this.metrics = metrics;
        this.state = state;
    }

    /** Reads all topics that match, also those that are made later. */
    void subscribe(Pattern topics) {
        state.consumes(consumer);
        consumer.subscribe(topics, new Assignment());
    }

    ConsumerRecords<String, ByteBuffer> poll(Duration timeout) {
        ConsumerRecords<String, ByteBuffer> records = consumer.poll(timeout);
        noteLag();
        return records;
    }

    /**
     * To be called every second or so while what was polled cannot be stored: fetches nothing more, but stays a member
     * of the group, which would otherwise give its partitions to others after {@code max.poll.interval.ms}. Ends with
     * {@link #acknowledge}.
     */
    void hold() {
        holds = true;
        consumer.pause(consumer.assignment());
        ConsumerRecords<String, ByteBuffer> unwanted = consumer.poll(Duration.ZERO);
        for (TopicPartition partition : unwanted.partitions()) {
            consumer.seek(partition, unwanted.records(partition).get(0).offset());
        }
    }

    /**
     * Says that everything up to these places is safe. Does not wait for the broker to take note of that: what it does
     * not hear of is redelivered, which changes nothing.
     */
    void acknowledge(Map<TopicPartition, OffsetAndMetadata> places) {
        if (holds) {
            holds = false;
            consumer.resume(consumer.paused());
        }
        consumer.commitAsync(places, (offsets, failure) -> {
            if (failure != null) {
                // The group has moved on or the broker is away.
                LOG.infof("Not acknowledged: %s", failure.getMessage());
            }
        });
    }

    @Override
    public void close() {
        state.setAssigned(false);
        metrics.close();
        consumer.close();
    }

    private void noteLag() {
        long behind = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            behind += lag.orElse(0);
        }
        state.setLag(behind);
    }

    /** Notes whether the consumer group has given this consumer its share. */
    private final class Assignment implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            state.setAssigned(true);
            if (holds) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Whether a new share follows is told by the next assignment.
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            state.setAssigned(false);
        }
    }
}
