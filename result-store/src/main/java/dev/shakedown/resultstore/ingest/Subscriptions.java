package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Opens subscriptions to the topics that the result-store keeps.
 *
 * <p>Plain consumers, not reactive channels: records can have 64 MiB, and a channel keeps several batches of them in
 * memory, each copied out of the buffer that it was received in. Here there is one batch, uncopied, and the one that
 * the client fetches ahead.
 */
@Singleton
public class Subscriptions {

    /** Those that there is one of. */
    private static final List<String> SINGLE = List.of(
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

    Subscription open() {
        KafkaConsumer<String, ByteBuffer> consumer =
                new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteBufferDeserializer());
        KafkaClientMetrics metrics = new KafkaClientMetrics(consumer);
        metrics.bindTo(meters);
        Subscription subscription = new Subscription(consumer, metrics, state);
        subscription.subscribe(TOPICS);
        return subscription;
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
}
