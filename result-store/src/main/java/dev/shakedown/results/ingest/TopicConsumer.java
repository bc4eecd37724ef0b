package dev.shakedown.results.ingest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Reads all topics that the result-store keeps, batch by batch, on a thread of its own. A batch is acknowledged after
 * its commit. While PostgreSQL is away no further batch is fetched, and the consumer keeps its place in the group;
 * should the group give the partitions to another one all the same, they are read again from what was acknowledged,
 * which changes nothing.
 */
@Singleton
public class TopicConsumer {

    private static final Logger LOG = Logger.getLogger(TopicConsumer.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_SECONDS = 2;
    private static final long STOP_SECONDS = 10;

    private final Subscriptions subscriptions;
    private final BatchIngest ingest;
    private final IngestState state;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ingest");

    @Inject
    TopicConsumer(Subscriptions subscriptions, BatchIngest ingest, IngestState state) {
        this.state = state;
        this.subscriptions = subscriptions;
        this.ingest = ingest;
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        ingest.stop();
        thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
    }

    /** Whatever goes wrong, it is tried again with a new consumer from what was acknowledged. */
    private void run() {
        while (!isStopping()) {
            try (Subscription subscription = subscriptions.open()) {
                consume(subscription);
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
        while (!isStopping()) {
            ConsumerRecords<String, ByteBuffer> batch = subscription.poll(POLL);
            if (!batch.isEmpty()) {
                List<TopicRecord> records = new ArrayList<>(batch.count());
                for (ConsumerRecord<String, ByteBuffer> received : batch) {
                    records.add(TopicRecord.of(received));
                }
                ingest.store(records, subscription::hold);
                subscription.acknowledge();
            }
        }
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
