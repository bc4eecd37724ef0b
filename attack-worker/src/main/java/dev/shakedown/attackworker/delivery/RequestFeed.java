package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.service.messaging.TraceHeader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lanes, each only as far as there is room for it, and commits what is done. Keeps polling while jobs run, so
 * the group never misses this worker; partitions that go to another worker are given up in order: their jobs leave with
 * their state before the group moves on.
 *
 * <p>A plain consumer and not a reactive channel, because all lanes must be one member of the group and each must be
 * held back separately, and because jobs must leave during a rebalance (docs/adr/0009).
 */
@ApplicationScoped
public class RequestFeed {

    private static final Duration POLL = Duration.ofMillis(100);
    /** While a lane is held back, records of it are not what ends a poll. */
    private static final Duration POLL_WHILE_HELD_BACK = Duration.ofMillis(10);

    private static final Duration COMMIT_EVERY = Duration.ofMillis(50);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int POLLED_RECORDS = 32;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    /** A lane that is held back joins the next fetch only when the broker has answered the one without it. */
    private static final int FETCH_WAIT_MILLIS = 20;

    private final Map<String, Object> kafka;
    private final DeliveryConfig config;
    private final WorkerQueue queue;
    private final ObjectMapper json;
    private final DeadLetterPublisher deadLetters;
    private final MeterRegistry meters;
    private final OffsetTracker offsets = new OffsetTracker();
    private final StatePieces pieces = new StatePieces();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "request-feed");
    private @Nullable RequestLanes lanes;
    private @Nullable Holder holder;
    private volatile boolean assigned;
    private volatile @Nullable String refusal;
    private final AtomicInteger generation = new AtomicInteger();
    private Instant nextCommit = Instant.MIN;

    RequestFeed(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            DeliveryConfig config,
            WorkerQueue queue,
            ObjectMapper json,
            DeadLetterPublisher deadLetters,
            MeterRegistry meters) {
        this.kafka = kafka;
        this.config = config;
        this.queue = queue;
        this.json = json;
        this.deadLetters = deadLetters;
        this.meters = meters;
        meters.gauge("shakedown.requests.held", offsets, OffsetTracker::open);
    }

    @FunctionalInterface
    public interface Holder {

        /**
         * Gives up the jobs of these partitions, in order if they are not lost yet; returns when that is done, or when
         * it takes too long. Called on the feed's thread.
         *
         * @param lost whether others may have the partitions already, so that nothing may be published of their jobs
         */
        void giveUp(Set<TopicPartition> partitions, boolean lost);
    }

    public void start(RequestLanes into, Holder who) {
        this.lanes = into;
        this.holder = who;
        thread.start();
    }

    /** Commits what is done and leaves the group. */
    public void stop() {
        closing.countDown();
        try {
            thread.join(config.drainTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Whether the group has assigned this worker its partitions, which may be none. */
    public boolean isAssigned() {
        return assigned;
    }

    /** Why Kafka could not be read the last time; null if it has been read since. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** Grows with every partition that comes here: what others wrote about its jobs must be read first. */
    public int generation() {
        return generation.get();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** After any failure, continues with a new consumer from the committed offsets. */
    private void run() {
        while (!isClosing()) {
            try (KafkaConsumer<String, byte[]> consumer =
                            new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer());
                    KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
                metrics.bindTo(meters);
                consumer.subscribe(queue.topics(), new Rebalance(consumer));
                while (!isClosing()) {
                    balance(consumer);
                    consumer.poll(consumer.paused().isEmpty() ? POLL : POLL_WHILE_HELD_BACK)
                            .forEach(this::receive);
                    Instant now = SteadyTime.now();
                    pieces.giveUp(consumer.paused(), now).forEach(offsets::done);
                    if (!now.isBefore(nextCommit)) {
                        commit(consumer);
                        nextCommit = now.plus(COMMIT_EVERY);
                    }
                }
            } catch (KafkaException e) {
                Log.warnf("Reading requests failed, trying again: %s", e.getMessage());
                refusal = e.getMessage();
                pause();
            } finally {
                assigned = false;
            }
        }
    }

    private void pause() {
        try {
            if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                Log.debug("The feed stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds back those lanes that have no room. */
    private void balance(KafkaConsumer<String, byte[]> consumer) {
        Map<Boolean, List<TopicPartition>> byRoom = consumer.assignment().stream()
                .collect(Collectors.partitioningBy(partition -> lanes().hasRoom(queue.lane(partition.topic()))));
        consumer.resume(byRoom.getOrDefault(true, List.of()));
        consumer.pause(byRoom.getOrDefault(false, List.of()));
    }

    private void receive(ConsumerRecord<String, byte[]> received) {
        RecordPosition place =
                new RecordPosition(new TopicPartition(received.topic(), received.partition()), received.offset());
        offsets.received(place);
        byte[] value = received.value() == null ? new byte[0] : received.value();
        try {
            AttackRequest request = json.readValue(value, AttackRequest.class);
            if (request.schema() != AttackRequest.SCHEMA) {
                giveUp(place, value, "schema: " + request.schema() + ": must be " + AttackRequest.SCHEMA);
            } else {
                receive(received, request, place);
            }
        } catch (IOException | RuntimeException e) {
            giveUp(place, value, "not an attack request: " + e.getMessage());
        }
    }

    private void receive(ConsumerRecord<String, byte[]> received, AttackRequest request, RecordPosition place) {
        DeliveredRequest.Resumption state = resumption(received);
        Optional<RecordPieces.Place> piece =
                Optional.ofNullable(text(received, RequestHeaders.PIECE)).flatMap(RecordPieces.Place::parse);
        List<RecordPosition> places = List.of(place);
        if (state != null && piece.isPresent()) {
            StatePieces.Whole whole =
                    pieces.add(place, request.jobId(), state.leg(), piece.get(), state.bytes(), SteadyTime.now());
            if (whole == null) {
                return;
            }
            state = new DeliveredRequest.Resumption(state.leg(), state.step(), state.started(), whole.bytes());
            places = Stream.concat(whole.places().stream(), Stream.of(place)).toList();
        }
        List<RecordPosition> all = places;
        lanes().put(new DeliveredRequest(
                request,
                state,
                queue.lane(received.topic()),
                place,
                new DeliveredRequest.Source(
                        received.key() == null ? "" : received.key(),
                        Instant.ofEpochMilli(received.timestamp()),
                        received.value()),
                TraceHeader.read(received.headers()),
                () -> all.forEach(offsets::done)));
    }

    private void giveUp(RecordPosition place, byte[] value, String reason) {
        Log.warnf("Gave up on %s: %s", place, reason);
        deadLetters.publishUnreadable(place, value, reason).subscribe().with(done -> offsets.done(place), refused -> {
            Log.errorf("No dead letter of %s, which stays in its topic: %s", place, refused.getMessage());
            offsets.done(place);
        });
    }

    private static DeliveredRequest.@Nullable Resumption resumption(ConsumerRecord<String, byte[]> received) {
        Header state = received.headers().lastHeader(RequestHeaders.STATE);
        String leg = text(received, RequestHeaders.LEG);
        String step = text(received, RequestHeaders.STEP);
        String started = text(received, RequestHeaders.STARTED);
        return state == null || leg == null || step == null || started == null
                ? null
                : new DeliveredRequest.Resumption(
                        Long.parseLong(leg), Long.parseLong(step), Instant.parse(started), state.value());
    }

    private static @Nullable String text(ConsumerRecord<String, byte[]> received, String name) {
        Header header = received.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void commit(KafkaConsumer<String, byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> due = offsets.take(consumer.assignment(), lanes().wanted());
        if (!due.isEmpty()) {
            consumer.commitAsync(due, (committed, failure) -> {
                if (failure != null) {
                    Log.infof("Not committed, trying again: %s", failure.getMessage());
                    offsets.notCommitted(committed.keySet());
                }
            });
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        private final KafkaConsumer<String, byte[]> consumer;

        Rebalance(KafkaConsumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                generation.incrementAndGet();
            }
            assigned = true;
            refusal = null;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            leave(partitions, false);
            try {
                consumer.commitSync(offsets.take(partitions, lanes().wanted()), config.drainTimeout());
            } catch (KafkaException e) {
                Log.infof("Partitions leave uncommitted; their completed requests are redelivered: %s", e.getMessage());
            }
            offsets.forget(partitions);
            pieces.forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            leave(partitions, true);
            offsets.forget(partitions);
            pieces.forget(partitions);
            assigned = false;
        }

        private void leave(Collection<TopicPartition> partitions, boolean lost) {
            if (partitions.isEmpty()) {
                return;
            }
            Log.infof("%d partitions %s", partitions.size(), lost ? "were lost" : "leave");
            lanes().drop(partitions);
            Holder who = holder;
            if (who != null) {
                who.giveUp(Set.copyOf(partitions), lost);
            }
        }
    }

    private RequestLanes lanes() {
        return Objects.requireNonNull(lanes, "not started");
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(kafka);
        int session = Math.toIntExact(config.sessionTimeout().toMillis());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, queue.group());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, queue.group());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 5);
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return properties;
    }
}
