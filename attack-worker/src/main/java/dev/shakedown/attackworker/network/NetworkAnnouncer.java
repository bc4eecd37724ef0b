package dev.shakedown.attackworker.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.DurableSend;
import dev.shakedown.attackworker.delivery.WorkerQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.service.messaging.JsonBytes;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Says on Kafka which networks the worker's queue can attack; the worker is ready once the broker knows. */
@ApplicationScoped
public class NetworkAnnouncer {

    private final ObjectMapper json;
    private final NetworkRegistry networks;
    private final WorkerQueue queue;
    private final MutinyEmitter<byte[]> emitter;
    private volatile boolean announced;

    NetworkAnnouncer(
            ObjectMapper json,
            NetworkRegistry networks,
            WorkerQueue queue,
            @Channel("networks") MutinyEmitter<byte[]> emitter) {
        this.json = json;
        this.networks = networks;
        this.queue = queue;
        this.emitter = emitter;
    }

    /**
     * Announces all networks, however long that takes; completes with their names when the brokers know of each.
     *
     * @throws IllegalStateException if there are none
     */
    public Uni<List<String>> announce() {
        List<Uni<Void>> sends = networks.files().stream().map(this::send).toList();
        if (sends.isEmpty()) {
            throw new IllegalStateException("shakedown.networks.directory: its registry.json names no network");
        }
        return Uni.join()
                .all(sends)
                .andFailFast()
                .invoke(() -> announced = true)
                .replaceWith(this::names);
    }

    private List<String> names() {
        return networks.files().stream().map(file -> file.card().name()).toList();
    }

    private Uni<Void> send(NetworkFile file) {
        AnnouncedNetwork announcement = file.announcement().in(queue.queue());
        return DurableSend.send(emitter, announcement.key(), JsonBytes.of(json, announcement));
    }

    @Produces
    @Readiness
    HealthCheck announced() {
        return () -> HealthCheckResponse.named("networks announced")
                .status(announced)
                .build();
    }
}
