package dev.shakedown.jobapi.topic;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Published;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Refused;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome.Unavailable;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import dev.shakedown.service.messaging.RefusedRecord;
import dev.shakedown.service.messaging.TraceHeader;
import io.opentelemetry.api.trace.Span;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records and knows when the brokers have them. Single records and bulk go over connections of their own, so
 * that a single record does not wait behind a million. Thread-safe.
 */
@ApplicationScoped
public class TopicPublisher {

    private static final Logger LOG = Logger.getLogger(TopicPublisher.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final long WATCH_MILLIS = 100;
    private static final double MOST_SPLITS = 50;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watches-splits");
        thread.setDaemon(true);
        return thread;
    });
    private double splitsBefore;
    private final Map<String, Object> kafka;
    private final PublishConfig config;
    private final ObjectMapper json;
    private @Nullable KafkaProducer<String, byte[]> single;
    private @Nullable KafkaProducer<String, byte[]> bulk;
    private @Nullable KafkaProducer<String, byte[]> alone;

    TopicPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, PublishConfig config, ObjectMapper json) {
        this.kafka = kafka;
        this.config = config;
        this.json = json;
    }

    /** Publishes one message as JSON, in the present span, and waits for its acknowledgement, which has its place. */
    public PublishOutcome publish(String topic, String key, Object message) {
        return publishAlone(topic, key, JsonBytes.of(json, message));
    }

    /** Deletes a key of a compacted topic, and waits for the acknowledgement. */
    public PublishOutcome delete(String topic, String key) {
        return publishAlone(topic, key, null);
    }

    private PublishOutcome publishAlone(String topic, String key, byte @Nullable [] value) {
        return publish(single(), topic, key, value, TraceHeader.of(Span.current()));
    }

    private static PublishOutcome publish(
            KafkaProducer<String, byte[]> producer,
            String topic,
            String key,
            byte @Nullable [] value,
            List<Header> headers) {
        Batch batch = new Batch(producer, failure -> outcome(failure));
        batch.send(topic, key, value, headers);
        return batch.acknowledged();
    }

    /** Starts on many records. */
    public Batch batch() {
        KafkaProducer<String, byte[]> producer = bulk();
        return new Batch(producer, failure -> outcomeOfBulk(producer, failure));
    }

    /**
     * The client splits a batch that its topic refuses, but not below its own size of a batch. Where a topic has a
     * lower limit that never ends, and each time makes a stack of calls deeper, until the client's thread dies of it;
     * so the client is closed soon. A record on its own has the reason.
     */
    private PublishOutcome outcomeOfBulk(KafkaProducer<String, byte[]> producer, Failure failure) {
        if ((failure.exception() instanceof TimeoutException || isReplaced(producer))
                && publish(alone(), failure.topic(), failure.key(), failure.value(), failure.headers())
                        instanceof Refused refused) {
            // It refuses records after this one as out of order for a while.
            replaceBulk(producer);
            return refused;
        }
        return outcome(failure);
    }

    private synchronized boolean isReplaced(KafkaProducer<String, byte[]> producer) {
        return !producer.equals(bulk);
    }

    /** An exception would end the watch. */
    private void watchSplits() {
        try {
            closeIfItSplitsForEver();
        } catch (KafkaException e) {
            LOG.warn("Closing a Kafka client failed", e);
        }
    }

    private synchronized void closeIfItSplitsForEver() {
        if (bulk == null) {
            return;
        }
        double splits = bulk.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("batch-split-total"))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
        if (splits - splitsBefore > MOST_SPLITS) {
            LOG.warn("A topic takes only smaller batches than this service sends; a new Kafka client takes over");
            replaceBulk(bulk);
        } else {
            splitsBefore = splits;
        }
    }

    private synchronized void replaceBulk(KafkaProducer<String, byte[]> producer) {
        if (producer.equals(bulk)) {
            bulk = null;
            producer.close(Duration.ZERO);
        }
    }

    private static PublishOutcome outcome(Failure failure) {
        return RefusedRecord.of(failure.exception(), failure.topic(), failure.bytes())
                .<PublishOutcome>map(
                        refusal -> new Refused(refusal.code(), refusal.message(), failure.topic(), failure.bytes()))
                .orElseGet(() -> new Unavailable("Kafka did not acknowledge in time (%s)"
                        .formatted(failure.exception().getClass().getSimpleName())));
    }

    /** A record that failed. */
    private record Failure(
            Exception exception, String topic, String key, byte @Nullable [] value, List<Header> headers) {

        long bytes() {
            return (long) key.length() + (value == null ? 0 : value.length);
        }
    }

    /** Records on their way. For one thread. After the first failure nothing more is sent. */
    public static final class Batch {

        private final KafkaProducer<String, byte[]> producer;
        private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
        private final AtomicReference<@Nullable RecordPlace> last = new AtomicReference<>();
        private final Function<Failure, PublishOutcome> reading;
        private final Phaser underWay = new Phaser(1);

        private Batch(KafkaProducer<String, byte[]> producer, Function<Failure, PublishOutcome> reading) {
            this.producer = producer;
            this.reading = reading;
        }

        /** Sends a record without waiting for it; waits only while the buffer is full. */
        public void send(String topic, String key, byte @Nullable [] value, List<Header> headers) {
            send(topic, null, key, value, headers);
        }

        /**
         * The same, to one partition.
         *
         * @param partition null for that of the key
         */
        public void send(
                String topic, @Nullable Integer partition, String key, byte @Nullable [] value, List<Header> headers) {
            if (failed()) {
                return;
            }
            underWay.register();
            try {
                var unused = producer.send(
                        new ProducerRecord<>(topic, partition, key, value, headers), (metadata, exception) -> {
                            if (exception == null) {
                                last.set(new RecordPlace(topic, metadata.partition(), metadata.offset()));
                            } else {
                                failure.compareAndSet(null, new Failure(exception, topic, key, value, headers));
                            }
                            underWay.arriveAndDeregister();
                        });
            } catch (KafkaException | IllegalStateException e) {
                failure.compareAndSet(null, new Failure(e, topic, key, value, headers));
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
            return acknowledged();
        }

        /** The same, for a producer that does not linger. */
        private PublishOutcome acknowledged() {
            underWay.awaitAdvance(underWay.arrive());
            Failure first = failure.get();
            return first == null ? new Published(Optional.ofNullable(last.get())) : reading.apply(first);
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

    @PostConstruct
    void start() {
        var unused = watch.scheduleWithFixedDelay(this::watchSplits, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    synchronized void close() {
        watch.shutdownNow();
        for (KafkaProducer<String, byte[]> producer : Arrays.asList(single, bulk, alone)) {
            if (producer != null) {
                producer.close(CLOSE_TIMEOUT);
            }
        }
    }

    private synchronized KafkaProducer<String, byte[]> single() {
        if (single == null) {
            Map<String, Object> configuration = configuration();
            // One record goes out at once. Records that come during its request share the next one.
            configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            configuration.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
            single = new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
        }
        return single;
    }

    private synchronized KafkaProducer<String, byte[]> alone() {
        if (alone == null) {
            Map<String, Object> configuration = configuration();
            configuration.put(ProducerConfig.BATCH_SIZE_CONFIG, 0);
            configuration.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            alone = new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer());
        }
        return alone;
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
            splitsBefore = 0;
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

        /**
         * The broker acknowledged every one, with all in-sync replicas.
         *
         * @param last where the one that was acknowledged last is; empty if there was none
         */
        record Published(Optional<RecordPlace> last) implements PublishOutcome {}

        /**
         * Kafka refuses one of them, however often it is sent.
         *
         * @param code a stable word for programs, as in {@link RefusedRecord}
         * @param bytes of the record, about
         */
        record Refused(String code, String reason, String topic, long bytes) implements PublishOutcome {

            /** Whether another record than this one is taken: its size or its content is at fault, not the topic. */
            public boolean isOfThisRecord() {
                return !code.equals(RefusedRecord.UNKNOWN_TOPIC) && !code.equals(RefusedRecord.NOT_AUTHORIZED);
            }

            /** Whether a record to a topic is refused for the same reason. */
            public boolean alsoRefuses(String other, long otherBytes) {
                return other.equals(topic) && (!code.equals(RefusedRecord.TOO_LARGE) || otherBytes >= bytes);
            }
        }

        /** At least one was not acknowledged in time; it may still arrive. */
        record Unavailable(String reason) implements PublishOutcome {}
    }
}
