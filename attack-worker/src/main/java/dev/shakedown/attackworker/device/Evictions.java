package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.network.DeviceQueue;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/** Partitions that leave this worker, from the feed's thread to the device's. */
@ApplicationScoped
class Evictions {

    private final DeliveryConfig config;
    private final DeviceQueue device;
    private final Queue<Eviction> waiting = new ConcurrentLinkedQueue<>();

    Evictions(DeliveryConfig config, DeviceQueue device) {
        this.config = config;
        this.device = device;
    }

    /** Partitions that leave; {@code lost}: whether other workers may have them already. */
    record Eviction(Set<TopicPartition> partitions, boolean lost, CompletableFuture<Void> done) {}

    /** Waits until the jobs of these partitions have left, for a while. Called on the feed's thread. */
    void evict(Set<TopicPartition> partitions, boolean lost) {
        Eviction eviction = new Eviction(partitions, lost, new CompletableFuture<>());
        waiting.add(eviction);
        device.wake();
        try {
            eviction.done().get(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            Log.warn("Jobs of revoked partitions did not leave in time; other workers start their legs again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes those that wait. Called on the device's thread. */
    List<Eviction> take() {
        List<Eviction> taken = new ArrayList<>();
        for (Eviction next = waiting.poll(); next != null; next = waiting.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
