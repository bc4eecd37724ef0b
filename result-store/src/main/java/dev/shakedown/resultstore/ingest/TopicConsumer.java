package dev.shakedown.resultstore.ingest;

import dev.shakedown.resultstore.blob.Content;
import dev.shakedown.resultstore.ingest.IngestPosition.Advance;
import dev.shakedown.resultstore.ingest.Subscriptions.Subscription;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads all topics that the result-store keeps, batch by batch, on a thread of its own; while one batch is read and
 * checked, the one before is stored by another thread. A batch is acknowledged after its commit. While PostgreSQL is
 * away at most one further batch is fetched, and the consumer keeps its place in the group; should the group give the
 * partitions to another one all the same, they are read again from what is stored, which changes nothing.
 */
@Singleton
public class TopicConsumer {

    private static final Logger LOG = Logger.getLogger(TopicConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration POLL_WHILE_STORING = Duration.ofMillis(20);
    /** There is no room for two large batches; while one of these is stored, nothing is read. */
    private static final long LARGE = 16L * 1024 * 1024;

    private static final Duration HOLD = Duration.ofMillis(500);
    private static final long RETRY_SECONDS = 2;
    private static final long STOP_SECONDS = 10;

    private final Subscriptions subscriptions;
    private final BatchIngest ingest;
    private final IngestState state;
    private final IngestConfig config;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ingest");
    private final ExecutorService storing = Executors.newSingleThreadExecutor(task -> {
        Thread storer = new Thread(task, "store");
        storer.setDaemon(true);
        return storer;
    });

    TopicConsumer(Subscriptions subscriptions, BatchIngest ingest, IngestState state, IngestConfig config) {
        this.state = state;
        this.config = config;
        this.subscriptions = subscriptions;
        this.ingest = ingest;
    }

    /** A batch that is being stored, how many bytes it has, and the places after its last records. */
    private record Batch(Future<?> stored, long bytes, Map<TopicPartition, OffsetAndMetadata> places) {}

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        ingest.stop();
        thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        storing.shutdown();
    }

    /** Whatever goes wrong, it is tried again with a new consumer from what is stored. */
    private void run() {
        while (!isStopping()) {
            try (Subscription subscription = subscriptions.open(ingest::positions)) {
                consume(subscription);
            } catch (OlderDatabaseException e) {
                LOG.warnf("%s: Kafka is read again from where its records end", e.getMessage());
            } catch (RuntimeException | Error e) {
                // Errors too: PostgreSQL's driver has assertions that fail when it loses its connection in a batch.
                if (!isStopping()) {
                    LOG.error("The consumer failed and is replaced", e);
                    if (e instanceof KafkaException refusal) {
                        state.refused(String.valueOf(refusal.getMessage()));
                    }
                    pause();
                }
            }
        }
    }

    private void consume(Subscription subscription) {
        @Nullable Batch before = null;
        while (!isStopping()) {
            if (before != null && (before.stored().isDone() || before.bytes() > LARGE)) {
                finish(before, subscription);
                before = null;
            }
            ConsumerRecords<String, ByteBuffer> polled = subscription.poll(before == null ? POLL : POLL_WHILE_STORING);
            if (!polled.isEmpty()) {
                List<TopicRecord> records = records(polled);
                List<Arrival> arrivals = ingest.read(records);
                if (before != null) {
                    finish(before, subscription);
                }
                List<Advance> ends = subscription.advance(polled.nextOffsets());
                before = new Batch(
                        storing.submit(() -> ingest.store(arrivals, ends)), bytes(records), polled.nextOffsets());
            }
        }
        if (before != null) {
            finish(before, subscription);
        }
    }

    private static List<TopicRecord> records(ConsumerRecords<String, ByteBuffer> polled) {
        List<TopicRecord> records = new ArrayList<>(polled.count());
        for (ConsumerRecord<String, ByteBuffer> received : polled) {
            records.add(TopicRecord.of(received));
        }
        return records;
    }

    private static long bytes(List<TopicRecord> records) {
        return records.stream()
                .map(TopicRecord::value)
                .flatMap(Stream::ofNullable)
                .mapToLong(Content::length)
                .sum();
    }

    /** Waits until a batch is stored, however long that takes, and acknowledges it. */
    private static void finish(Batch batch, Subscription subscription) {
        boolean isStored = false;
        while (!isStored) {
            try {
                batch.stored().get(HOLD.toMillis(), TimeUnit.MILLISECONDS);
                isStored = true;
            } catch (TimeoutException e) {
                subscription.hold();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof OlderDatabaseException older) {
                    throw older;
                }
                throw new IllegalStateException("A batch was not stored", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted; records that are not stored are redelivered", e);
            }
        }
        subscription.acknowledge(batch.places());
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            if (stopping.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("The consumer stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
