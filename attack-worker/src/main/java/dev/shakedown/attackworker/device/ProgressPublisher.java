package dev.shakedown.attackworker.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.service.messaging.JsonBytes;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Tells how far jobs have come, now and then. Progress that cannot be sent at once is dropped: more will follow. */
@ApplicationScoped
class ProgressPublisher {

    private final ObjectMapper json;
    private final WorkerConfig config;
    private final Emitter<byte[]> emitter;
    private final Map<String, Instant> lastSent = new HashMap<>();

    ProgressPublisher(
            ObjectMapper json,
            WorkerConfig config,
            @Channel("progress") @OnOverflow(OnOverflow.Strategy.DROP) Emitter<byte[]> emitter) {
        this.json = json;
        this.config = config;
        this.emitter = emitter;
    }

    /** Publishes unless the job's last progress is too recent. Belongs to the attack loop's thread. */
    void reached(AttackRequest request, int step, double objective) {
        Instant now = Instant.now();
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
                now);
        emitter.send(Message.of(JsonBytes.of(json, progress))
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(request.jobId())
                        .build()));
    }

    /** Forgets a job that has ended. */
    void ended(AttackRequest request) {
        lastSent.remove(request.jobId());
    }
}
