package dev.shakedown.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.restoration.NetworkFile;
import dev.shakedown.worker.delivery.Durably;
import dev.shakedown.worker.delivery.Json;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Says on Kafka, when the worker starts, which networks it can attack; the worker is ready once the broker knows. */
@ApplicationScoped
@Readiness
class NetworkAnnouncer implements HealthCheck {

    private final ObjectMapper json;
    private final Networks networks;
    private final MutinyEmitter<byte[]> emitter;
    private volatile boolean announced;

    NetworkAnnouncer(ObjectMapper json, Networks networks, @Channel("networks") MutinyEmitter<byte[]> emitter) {
        this.json = json;
        this.networks = networks;
        this.emitter = emitter;
    }

    void announce(@Observes StartupEvent started) {
        List<Uni<Void>> sends = networks.files().stream().map(this::send).toList();
        if (sends.isEmpty()) {
            throw new IllegalStateException("shakedown.networks.directory: its registry.json names no network");
        }
        Uni.join().all(sends).andFailFast().subscribe().with(done -> {
            announced = true;
            Log.infof(
                    "Serving %s",
                    networks.files().stream().map(file -> file.card().name()).toList());
        });
    }

    private Uni<Void> send(NetworkFile file) {
        return Durably.send(emitter, file.card().name(), Json.bytes(json, file.announcement()));
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("networks announced").status(announced).build();
    }
}
