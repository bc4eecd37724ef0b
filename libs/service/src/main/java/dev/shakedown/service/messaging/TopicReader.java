package dev.shakedown.service.messaging;

import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows a whole topic on a thread of its own, outside any consumer group, so that every instance sees every record. A
 * topic that does not exist yet is an empty one. After a failure of Kafka, a reader of everything starts again: its
 * handler must be idempotent. A reader of news goes on where it was.
 */
public final class TopicReader implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORT_PAUSE = Duration.ofMillis(20);
    private static final int FETCH_BYTES = 4 * 1024 * 1024;
    static final Duration NEWS_DELAY = Duration.ofMillis(250);

    private final String topic;
    private final Start start;
    private final RecordHandler handler;
    private final Map<String, Object> configuration;
    private final Thread thread;
    private final TopicEnds ends;
    private final ReadingPosition position = new ReadingPosition();
    private volatile @Nullable Consumer<String, byte[]> consumer;
    private volatile @Nullable String failure;
    private volatile boolean caughtUp;
    private volatile @Nullable TopicReader before;

    /** Belongs to the reader's thread. */
    private final Map<TopicPartition, Long> reached = new HashMap<>();

    private final CountDownLatch closing = new CountDownLatch(1);

    /** Where to start reading. */
    public enum Start {
        /** With everything that is there. */
        BEGINNING,
        /** With what comes from now on. */
        END
    }

    /** Receives the records, in order within a partition, on the reader's thread. */
    @FunctionalInterface
    interface RecordHandler {

        /** One record; a null value deletes the key. */
        void accept(String key, ConsumerRecord<String, byte[]> received);
    }

    /** As {@link RecordHandler}, without the record's place in the topic. */
    @FunctionalInterface
    public interface Handler {

        /** One record; a null value deletes the key. */
        void accept(String key, byte @Nullable [] value, Headers headers);
    }

    /**
     * Prepares a reader.
     *
     * @param kafka configuration that every client of the cluster needs
     * @param client who reads, for the brokers' logs
     */
    public TopicReader(Map<String, Object> kafka, String client, String topic, Start start, Handler handler) {
        this(
                kafka,
                client,
                topic,
                start,
                start == Start.END ? NEWS_DELAY : Duration.ZERO,
                (String key, ConsumerRecord<String, byte[]> received) ->
                        handler.accept(key, received.value(), received.headers()));
    }

    /**
     * Prepares a reader; {@code delay}: how long the brokers let news gather. Where each job has some, a fetch for each
     * record would cost the broker and this process more than the jobs.
     */
    TopicReader(
            Map<String, Object> kafka,
            String client,
            String topic,
            Start start,
            Duration delay,
            RecordHandler handler) {
        this.topic = topic;
        this.start = start;
        this.handler = handler;
        this.configuration = new HashMap<>(kafka);
        configuration.remove(ConsumerConfig.GROUP_ID_CONFIG);
        configuration.put(ConsumerConfig.CLIENT_ID_CONFIG, client + "-reader-of-" + topic);
        configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, start == Start.END ? "latest" : "earliest");
        configuration.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        if (!delay.isZero()) {
            configuration.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES);
            configuration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) delay.toMillis());
        }
        configuration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        configuration.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWER.toMillis());
        ends = new TopicEnds(kafka, client + "-ends-of-" + topic, ANSWER);
        thread = new Thread(this::run, "reader-of-" + topic);
        thread.setDaemon(true);
    }

    /** Starts reading. */
    public void start() {
        thread.start();
    }

    /** Starts reading when another reader has handled what was there when it started. */
    void startAfter(TopicReader other) {
        before = other;
        thread.start();
    }

    /** Whether everything that was there at the start has been handled. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Why nothing can be read; empty while Kafka answers, and before it was asked. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits until everything that is in the topic now has been handled.
     *
     * @return whether that was so in time
     */
    public boolean awaitCurrent(Duration timeout) {
        return settle().await(timeout);
    }

    /** Begins {@link #awaitCurrent}, without waiting: callers can do other things meanwhile. */
    Settling settle() {
        Set<TopicPartition> known = position.partitions();
        CompletableFuture<Map<TopicPartition, Long>> asked = known.isEmpty() ? null : ends.ask(known);
        return timeout -> {
            long deadline = System.nanoTime() + timeout.toNanos();
            return answered(() -> awaitEnds(asked, deadline));
        };
    }

    /**
     * Waits until a record that is in the topic has been handled, and so all before it in its partition.
     *
     * @return whether that was so in time
     */
    boolean awaitHandled(RecordPlace place, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Map<TopicPartition, Long> end =
                Map.of(new TopicPartition(place.topic(), place.partition()), place.offset() + 1);
        return answered(() -> position.awaitHandled(end, deadline));
    }

    private boolean awaitEnds(@Nullable CompletableFuture<Map<TopicPartition, Long>> asked, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Map<TopicPartition, Long>> answer = asked;
        if (answer == null) {
            Optional<Set<TopicPartition>> partitions = position.awaitPartitions(deadline);
            if (partitions.isEmpty()) {
                return false;
            }
            if (partitions.get().isEmpty()) {
                return true;
            }
            answer = ends.ask(partitions.get());
        }
        return position.awaitHandled(answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS), deadline);
    }

    private boolean answered(Waiting waiting) {
        try {
            boolean inTime = waiting.await();
            if (inTime) {
                failure = null;
            }
            return inTime;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                failed(cause);
            }
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for Kafka or for the reader. */
    private interface Waiting {
        boolean await() throws InterruptedException, ExecutionException, TimeoutException;
    }

    @Override
    public void close() {
        closing.countDown();
        ends.close();
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void run() {
        TopicReader first = before;
        while (first != null && !first.caughtUp() && !closed()) {
            pause(SHORT_PAUSE);
        }
        while (!closed()) {
            try (Consumer<String, byte[]> fresh =
                    new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = fresh;
                follow(fresh, partitions(fresh));
            } catch (WakeupException e) {
                // The reader is closed.
            } catch (KafkaException e) {
                failed(e);
                pause(PAUSE);
            } finally {
                consumer = null;
                position.lost();
            }
        }
    }

    private void failed(KafkaException e) {
        String reason = reason(e);
        if (failure == null) {
            LOG.warnf("Reading %s failed, trying again until it works: %s", topic, reason);
        }
        failure = reason;
    }

    /** Waits for the topic. While it does not exist, callers need not wait for its records. */
    private List<TopicPartition> partitions(Consumer<String, byte[]> fresh) {
        while (!closed()) {
            List<TopicPartition> partitions = fresh.partitionsFor(topic, ANSWER).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            failure = null;
            if (!partitions.isEmpty()) {
                return partitions;
            }
            caughtUp = true;
            position.absent();
            pause(PAUSE);
        }
        return List.of();
    }

    private void follow(Consumer<String, byte[]> reading, List<TopicPartition> partitions) {
        reading.assign(partitions);
        seek(reading, start, reached);
        // Before the first fetch, which such a question would wait for.
        Map<TopicPartition, Long> first = caughtUp ? Map.of() : reading.endOffsets(partitions, ANSWER);
        while (!closed()) {
            reading.poll(POLL).forEach(this::handle);
            Map<TopicPartition, Long> positions = new HashMap<>();
            partitions.forEach(partition -> positions.put(partition, reading.position(partition)));
            if (!caughtUp && ReadingPosition.covers(positions, first)) {
                caughtUp = true;
            }
            reached.putAll(positions);
            position.reached(positions);
        }
    }

    /** A reader of news goes on after a failure where it was, so that it misses none. */
    static void seek(Consumer<?, ?> reading, Start start, Map<TopicPartition, Long> reached) {
        if (start == Start.BEGINNING) {
            reading.seekToBeginning(reading.assignment());
            return;
        }
        List<TopicPartition> fresh = reading.assignment().stream()
                .filter(partition -> !reached.containsKey(partition))
                .toList();
        if (!fresh.isEmpty()) {
            // Without a partition it means all.
            reading.seekToEnd(fresh);
        }
        reached.forEach(reading::seek);
    }

    private void handle(ConsumerRecord<String, byte[]> received) {
        try {
            handler.accept(received.key() == null ? "" : received.key(), received);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Skipping record %d of %s-%d", received.offset(), received.topic(), received.partition());
        }
    }

    /**
     * What Kafka's client says, and of a failed TLS handshake what TLS says. Not the causes that are not Kafka's: they
     * can have a piece of a misquoted {@code sasl.jaas.config} in them.
     */
    private static String reason(KafkaException failed) {
        Throwable deepest = failed;
        while (deepest.getCause() instanceof KafkaException cause) {
            deepest = cause;
        }
        return deepest instanceof SslAuthenticationException && deepest.getCause() != null
                ? deepest.getMessage() + ": " + deepest.getCause().getMessage()
                : String.valueOf(deepest.getMessage());
    }

    /** Waits before the next attempt, or until the reader is closed. */
    private void pause(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
