package dev.shakedown.service.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the brokers where partitions end. One request is under way at a time; all callers that come meanwhile share the
 * next one. It has a connection of its own: on a consumer's the broker answers only after the fetch that waits there
 * for records. Thread-safe.
 */
final class TopicEnds implements AutoCloseable {

    private final Map<String, Object> configuration;
    private @Nullable Admin admin;
    private @Nullable CompletableFuture<Map<TopicPartition, Long>> next;
    private boolean asking;
    private boolean closed;

    /**
     * Prepares the questions; connects with the first one.
     *
     * @param patience how long to wait for an answer before it is a failure
     */
    TopicEnds(Map<String, Object> kafka, String client, Duration patience) {
        this.configuration = new HashMap<>(kafka);
        configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, client);
        configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    }

    /**
     * The offset after the last record of each partition, at a moment after this call.
     *
     * @param partitions the same for all callers
     */
    synchronized CompletableFuture<Map<TopicPartition, Long>> ask(Collection<TopicPartition> partitions) {
        if (admin == null) {
            admin = Admin.create(configuration);
        }
        if (next == null) {
            next = new CompletableFuture<>();
        }
        CompletableFuture<Map<TopicPartition, Long>> answer = next;
        if (!asking) {
            send(admin, partitions);
        }
        return answer;
    }

    private synchronized void send(Admin connected, Collection<TopicPartition> partitions) {
        CompletableFuture<Map<TopicPartition, Long>> answer = next;
        next = null;
        asking = answer != null;
        if (answer == null) {
            return;
        }
        if (closed) {
            answer.completeExceptionally(new IllegalStateException("closed"));
            return;
        }
        var unused = connected
                .listOffsets(
                        partitions.stream().collect(Collectors.toMap(Function.identity(), any -> OffsetSpec.latest())))
                .all()
                .whenComplete((ends, failure) -> {
                    if (failure == null) {
                        Map<TopicPartition, Long> offsets = new HashMap<>();
                        ends.forEach((partition, end) -> offsets.put(partition, end.offset()));
                        answer.complete(offsets);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                    send(connected, partitions);
                });
    }

    @Override
    public void close() {
        Admin open;
        synchronized (this) {
            closed = true;
            open = admin;
        }
        if (open != null) {
            open.close(Duration.ZERO);
        }
    }
}
