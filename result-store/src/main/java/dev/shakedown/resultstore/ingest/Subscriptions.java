package dev.shakedown.resultstore.ingest;

import static java.util.Objects.requireNonNull;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.resultstore.ingest.IngestPosition.Advance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Opens subscriptions to the topics that the result-store keeps.
 *
 * <p>Plain consumers, not reactive channels: records can be large, and a channel keeps several batches of them in
 * memory, each copied out of the buffer that it was received in. Here there is one batch, uncopied, and the one that
 * the client fetches ahead.
 */
@Singleton
public class Subscriptions {

    /** Those that there is one of. */
    static final List<String> SINGLE = List.of(
            Topics.CAMPAIGNS,
            Topics.CONTROL,
            Topics.NETWORKS,
            Topics.LINKS,
            Topics.RESULTS,
            Topics.ARTIFACTS,
            Topics.DEAD_LETTERS);

    /** All of them: of requests, every queue has its own, and queues come and go. */
    static final Pattern TOPICS = Pattern.compile(
            SINGLE.stream().map(Pattern::quote).collect(Collectors.joining("|")) + "|" + RequestQueue.REQUEST_TOPICS);

    private static final int NOTICED_AFTER_MILLIS = 3_000;

    private final Map<String, Object> broker;
    private final IngestConfig config;
    private final IngestState state;
    private final MeterRegistry meters;

    Subscriptions(
            @Identifier("default-kafka-broker") Map<String, Object> broker,
            IngestConfig config,
            IngestState state,
            MeterRegistry meters) {
        this.broker = Map.copyOf(broker);
        this.config = config;
        this.state = state;
        this.meters = meters;
    }

    /** Where what is stored of partitions ends; they are given with the ids of their topics. */
    interface StoredPositions {
        List<IngestPosition> of(Map<TopicPartition, UUID> partitions);
    }

    /** Opens one that reads each partition from where what is stored of it ends. */
    Subscription open(StoredPositions stored) {
        KafkaConsumer<String, ByteBuffer> consumer =
                new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteBufferDeserializer());
        KafkaClientMetrics metrics = new KafkaClientMetrics(consumer);
        metrics.bindTo(meters);
        Subscription subscription = new Subscription(consumer, metrics, state, this::topicIds, stored);
        subscription.subscribe(TOPICS);
        return subscription;
    }

    private Map<String, Uuid> topicIds(Collection<String> topics) {
        Map<String, Object> configuration = new HashMap<>(broker);
        configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, config.groupId() + "-positions");
        try (Admin admin = Admin.create(configuration)) {
            Map<String, Uuid> ids = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach((topic, description) -> ids.put(topic, description.topicId()));
            return ids;
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka does not tell the ids of topics: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(broker);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.groupId());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, config.groupId());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batchRecords());
        // A record that is larger than these still comes, alone.
        int bytes = Math.toIntExact(config.batchBytes().asLongValue());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, bytes);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, bytes);
        properties.put(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                Math.toIntExact(config.sessionTimeout().toMillis()));
        properties.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                Math.toIntExact(config.sessionTimeout().toMillis() / 3));
        // In pieces of the usual 64 KiB, more time goes into counting them than into reading them.
        properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1024 * 1024);
        // Topics may be made after this service starts, and those of a new queue at any time.
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, NOTICED_AFTER_MILLIS);
        return properties;
    }

    /** A member of the consumer group. Belongs to one thread, which closes it. */
    static final class Subscription implements AutoCloseable {

        private static final Logger LOG = Logger.getLogger(Subscription.class);

        private final KafkaConsumer<String, ByteBuffer> consumer;
        private final KafkaClientMetrics metrics;
        private final IngestState state;
        private final Function<Collection<String>, Map<String, Uuid>> topicIds;
        private final StoredPositions stored;
        /** Where the next batch of each partition begins. */
        private final Map<TopicPartition, IngestPosition> positions = new HashMap<>();

        private boolean holds;

        Subscription(
                KafkaConsumer<String, ByteBuffer> consumer,
                KafkaClientMetrics metrics,
                IngestState state,
                Function<Collection<String>, Map<String, Uuid>> topicIds,
                StoredPositions stored) {
            this.consumer = consumer;
            this.metrics = metrics;
            this.state = state;
            this.topicIds = topicIds;
            this.stored = stored;
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

        /** Goes on after a batch that was polled; gives where it ends. */
        List<Advance> advance(Map<TopicPartition, OffsetAndMetadata> next) {
            List<Advance> ends = new ArrayList<>();
            next.forEach((partition, offset) -> {
                IngestPosition from = requireNonNull(positions.get(partition));
                ends.add(from.to(offset.offset()));
                positions.put(partition, new IngestPosition(partition, from.topicId(), offset.offset()));
            });
            return ends;
        }

        /**
         * To be called every second or so while what was polled cannot be stored: fetches nothing more, but stays a
         * member of the group, which would otherwise give its partitions to others after {@code max.poll.interval.ms}.
         * Ends with {@link #acknowledge}.
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
         * Tells Kafka that everything up to these places is stored, for those who look at the group's lag. Does not
         * wait for the broker to take note of that.
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

        /** Kafka's own offsets of the group are for those who look at its lag. */
        private void seek(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            Map<String, Uuid> ids = topicIds.apply(
                    partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
            Map<TopicPartition, UUID> asked = new HashMap<>();
            partitions.forEach(partition -> {
                Uuid id = requireNonNull(ids.get(partition.topic()));
                asked.put(partition, new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()));
            });
            List<TopicPartition> unread = new ArrayList<>();
            for (IngestPosition position : stored.of(asked)) {
                positions.put(position.partition(), position);
                if (position.next() == 0) {
                    unread.add(position.partition());
                } else {
                    consumer.seek(position.partition(), position.next());
                }
            }
            if (!unread.isEmpty()) {
                consumer.seekToBeginning(unread);
                LOG.infof("%d of %d partitions are read from the beginning", unread.size(), partitions.size());
            }
        }

        private void noteLag() {
            long behind = 0;
            for (TopicPartition partition : consumer.assignment()) {
                OptionalLong lag = consumer.currentLag(partition);
                behind += lag.orElse(0);
            }
            state.setLag(behind);
        }

        /** Goes to the stored positions, and notes whether the consumer group has given this consumer its share. */
        private final class Assignment implements ConsumerRebalanceListener {

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                seek(partitions);
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
}
