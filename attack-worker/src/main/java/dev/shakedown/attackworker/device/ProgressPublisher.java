package dev.shakedown.attackworker.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.SteadyTime;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.JsonBytes;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Tells how far jobs have come, now and then. Progress that cannot be sent at once is dropped: more will follow. */
@ApplicationScoped
class ProgressPublisher {

    private static final int MOST_WAITING = 256;

    private final ObjectMapper json;
    private final WorkerConfig config;
    private final Emitter<byte[]> emitter;
    private final Map<String, Instant> lastSent = new HashMap<>();
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> new Thread(task, "progress"),
            new ThreadPoolExecutor.DiscardPolicy());

    ProgressPublisher(
            ObjectMapper json,
            WorkerConfig config,
            @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP) Emitter<byte[]> emitter) {
        this.json = json;
        this.config = config;
        this.emitter = emitter;
    }

    /**
     * Has a thread of its own publish it, unless the job's last progress is too recent or its result follows at once.
     * Belongs to the device's thread.
     */
    void reached(AttackRequest request, int step, double objective) {
        if (request.attack().steps() == 1) {
            return;
        }
        Instant now = SteadyTime.now();
        Instant last = lastSent.get(request.jobId());
        if (last != null && Duration.between(last, now).compareTo(config.progressInterval()) < 0) {
            return;
        }
        lastSent.put(request.jobId(), now);
        JobProgress progress = new JobProgress(
                JobProgress.SCHEMA,
                request.jobId(),
                request.campaignId(),
                step,
                request.attack().steps(),
                objective,
                config.name(),
                Instant.now());
        sender.execute(() -> emitter.send(KafkaRecord.of(progress.jobId(), JsonBytes.of(json, progress))
                .withHeader(
                        RequestHeaders.RETRY,
                        Integer.toString(request.delivery().retry()))));
    }

    /** Has it published that a job does not run here now, although it has no result. */
    void left(AttackRequest request) {
        lastSent.remove(request.jobId());
        sender.execute(() -> emitter.send(KafkaRecord.of(request.jobId(), null)));
    }

    @PreDestroy
    void stop() {
        sender.shutdownNow();
    }

    /** Forgets a job whose result follows. */
    void ended(AttackRequest request) {
        lastSent.remove(request.jobId());
    }
}
