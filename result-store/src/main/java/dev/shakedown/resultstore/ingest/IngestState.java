package dev.shakedown.resultstore.ingest;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether records flow: told by the consumer, read by the health check. Thread-safe. */
@Singleton
public class IngestState {

    private volatile boolean assigned;
    private volatile long lag;
    private volatile @Nullable Consumer<?, ?> consumer;
    private volatile @Nullable String refusal;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    /**
     * PostgreSQL does not take what arrives.
     *
     * @param since the first try that failed
     * @param reason of the last one
     */
    record Outage(Instant since, String reason) {}

    void consumes(Consumer<?, ?> current) {
        this.consumer = current;
    }

    /** Kafka cannot be read. */
    void refused(String reason) {
        this.refusal = reason;
        this.assigned = false;
    }

    /** Why Kafka could not be read the last time, unless it has been read since. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    void setAssigned(boolean assigned) {
        this.assigned = assigned;
        if (assigned) {
            this.refusal = null;
        }
    }

    void setLag(long records) {
        this.lag = records;
    }

    /** How many records wait in Kafka, as far as the consumer knows. */
    long lag() {
        return lag;
    }

    /** Whether the consumer group has given this consumer its share, be it none. */
    boolean isAssigned() {
        return assigned;
    }

    /** Whether the consumer is connected to a broker. */
    boolean isConnected() {
        Consumer<?, ?> current = consumer;
        return current != null
                && current.metrics().entrySet().stream()
                        .filter(metric -> metric.getKey().name().equals("connection-count")
                                && metric.getKey().group().equals("consumer-metrics"))
                        .anyMatch(metric -> metric.getValue().metricValue() instanceof Double count && count >= 1);
    }

    void fails(String reason) {
        outage.updateAndGet(known -> new Outage(known == null ? Instant.now() : known.since(), reason));
    }

    void works() {
        outage.set(null);
    }

    Optional<Outage> outage() {
        return Optional.ofNullable(outage.get());
    }
}
