package dev.shakedown.resultstore.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Whether records flow: told by the consumer, read by the health check. Thread-safe. */
@Singleton
public class IngestState {

    private volatile boolean assigned;
    private volatile long lag;
    private volatile @Nullable Consumer<?, ?> consumer;
    private volatile @Nullable String refusal;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    /** PostgreSQL does not take what arrives. */
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

    /** Ready when the broker answers, the consumer has its partitions and no batch waits for PostgreSQL. */
    @Readiness
    @ApplicationScoped
    public static class IngestHealth implements HealthCheck {

        private final IngestState state;

        IngestHealth(IngestState state) {
            this.state = state;
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("ingest")
                    .status(state.isConnected()
                            && state.isAssigned()
                            && state.outage().isEmpty())
                    .withData("connected", state.isConnected())
                    .withData("assigned", state.isAssigned());
            state.outage()
                    .ifPresent(outage -> answer.withData(
                                    "waitsSince", outage.since().toString())
                            .withData("waitsFor", outage.reason()));
            state.refusal().ifPresent(reason -> answer.withData("kafka", reason));
            return answer.build();
        }
    }
}
