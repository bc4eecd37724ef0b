package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.attackworker.delivery.WorkerQueue;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.NetworkAnnouncer;
import dev.shakedown.service.clock.ClockWatch;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/** Starts the worker: announces its networks, then starts consuming jobs unless it is to announce only. */
@ApplicationScoped
class WorkerStart {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final WorkerConfig config;
    private final WorkerQueue queue;
    private final NetworkAnnouncer announcer;
    private final WorkerHealth health;
    private final AttackLoop loop;

    WorkerStart(
            WorkerConfig config, WorkerQueue queue, NetworkAnnouncer announcer, WorkerHealth health, AttackLoop loop) {
        this.config = config;
        this.queue = queue;
        this.announcer = announcer;
        this.health = health;
        this.loop = loop;
    }

    void start(@Observes StartupEvent started) {
        ClockWatch.begin();
        Uni<List<String>> announced = announcer
                .announce()
                .onFailure(RecordRefusedException.class)
                .invoke(e -> Log.errorf("The networks are not announced, trying again: %s", e.getMessage()))
                .onFailure(RecordRefusedException.class)
                .retry()
                .withBackOff(PAUSE, PATIENCE)
                .indefinitely();
        if (config.announceOnly()) {
            announced
                    .ifNoItem()
                    .after(PATIENCE)
                    .fail()
                    .subscribe()
                    .with(this::announcedAndDone, WorkerStart::notAnnounced);
            return;
        }
        GpuPrecision.warning(config.device(), System.getenv()).ifPresent(Log::warn);
        health.start();
        announced.subscribe().with(names -> Log.infof("Serving %s in %s", names, inWords()));
        announcer.watch();
        loop.start();
    }

    private void announcedAndDone(List<String> names) {
        Log.infof("Announced %s for %s; that was all that was to be done", names, inWords());
        Quarkus.asyncExit(0);
    }

    private static void notAnnounced(Throwable failure) {
        Log.errorf(
                "The networks could not be announced: %s",
                failure instanceof TimeoutException
                        ? "the brokers did not take them within " + PATIENCE.toSeconds() + " s"
                        : failure.getMessage());
        Quarkus.asyncExit(1);
    }

    private String inWords() {
        return queue.queue().inWords();
    }
}
