package dev.shakedown.attackworker.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.DurableSend;
import dev.shakedown.attackworker.delivery.WorkerQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.service.messaging.JsonBytes;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Says on Kafka which networks the worker's queue can attack: those that are there at the start, and those that are
 * imported while it runs. The worker is ready once the broker knows the first.
 */
@ApplicationScoped
public class NetworkAnnouncer {

    private final ObjectMapper json;
    private final WatchedRegistry networks;
    private final WorkerQueue queue;
    private final MutinyEmitter<byte[]> emitter;
    private final Set<NetworkRef> known = ConcurrentHashMap.newKeySet();
    private final Duration interval;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "network-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean announced;

    NetworkAnnouncer(
            ObjectMapper json,
            WatchedRegistry networks,
            WorkerQueue queue,
            NetworksConfig config,
            @Channel("networks") MutinyEmitter<byte[]> emitter) {
        this.json = json;
        this.networks = networks;
        this.queue = queue;
        this.interval = config.watchInterval();
        this.emitter = emitter;
    }

    /**
     * Announces all networks, however long that takes; completes with their names when the brokers know of each. Fails
     * if Kafka refuses one.
     *
     * @throws IllegalStateException if there are none
     */
    public Uni<List<String>> announce() {
        List<NetworkFile> files = networks.newest().files();
        List<Uni<Void>> sends = files.stream().map(this::send).toList();
        if (sends.isEmpty()) {
            throw new IllegalStateException("shakedown.networks.directory: its registry.json names no network");
        }
        return Uni.join()
                .all(sends)
                .andFailFast()
                .invoke(() -> announced = true)
                .replaceWith(() -> names(files));
    }

    /** Starts looking for networks that are added, unless it is configured not to. */
    public void watch() {
        if (!interval.isZero()) {
            var unused = clock.scheduleWithFixedDelay(
                    this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            networks.refresh();
            List<NetworkFile> added = networks.newest().files().stream()
                    .filter(file -> !known.contains(file.ref()))
                    .toList();
            if (announced && !added.isEmpty()) {
                var unused = Uni.join()
                        .all(added.stream().map(this::send).toList())
                        .andFailFast()
                        .await()
                        .indefinitely();
                Log.infof("Serving %s, too", names(added));
            }
        } catch (RuntimeException e) {
            Log.errorf("Networks that were added are not announced, trying again: %s", e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        clock.shutdownNow();
    }

    private static List<String> names(List<NetworkFile> files) {
        return files.stream().map(file -> file.card().name()).toList();
    }

    private Uni<Void> send(NetworkFile file) {
        AnnouncedNetwork announcement = file.announcement().in(queue.queue());
        return DurableSend.send(emitter, Topics.NETWORKS, announcement.key(), JsonBytes.of(json, announcement))
                .invoke(() -> known.add(file.ref()));
    }

    @Produces
    @Readiness
    HealthCheck announced() {
        return () -> HealthCheckResponse.named("networks announced")
                .status(announced)
                .build();
    }
}
