package dev.shakedown.attackworker.completion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeadLetterPublisher;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DurableSend;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.TraceHeader;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Publishes how a job ended: its artifacts, or its dead letter if it failed; then its result, then that it has ended,
 * then the acknowledgement of its request, each only once the broker has what came before. After a crash in between,
 * the request is redelivered and ends in the same records.
 */
@ApplicationScoped
class ResultPublisher {

    private final ObjectMapper json;
    private final WorkerConfig config;
    private final Attempts attempts;
    private final DeadLetterPublisher deadLetters;
    private final MutinyEmitter<byte[]> artifacts;
    private final MutinyEmitter<byte[]> results;

    ResultPublisher(
            ObjectMapper json,
            WorkerConfig config,
            Attempts attempts,
            DeadLetterPublisher deadLetters,
            @Channel("artifacts") MutinyEmitter<byte[]> artifacts,
            @Channel("results") MutinyEmitter<byte[]> results) {
        this.json = json;
        this.config = config;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.artifacts = artifacts;
        this.results = results;
    }

    /** Publishes; the Uni completes when the request is acknowledged. Nothing happens before it is subscribed to. */
    Uni<Void> publish(
            DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> bundle, Instant started) {
        return before(delivered, outcome, bundle)
                .chain(() -> publishResult(delivered, outcome, started))
                .chain(() -> attempts.ended(delivered.request()))
                .invoke(delivered::acknowledge);
    }

    private Uni<Void> before(DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> bundle) {
        if (outcome instanceof JobOutcome.Failed failed) {
            return deadLetters.publish(delivered, failed);
        }
        return Uni.join()
                .all(bundle.stream().map(artifact -> send(delivered, artifact)).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    private Uni<Void> publishResult(DeliveredRequest delivered, JobOutcome outcome, Instant started) {
        AttackRequest request = delivered.request();
        AttackResult result = new AttackResult(
                AttackResult.SCHEMA,
                request.jobId(),
                request.campaignId(),
                outcome,
                config.name(),
                started,
                Instant.now(),
                request.delivery());
        return DurableSend.send(results, request.jobId(), JsonBytes.of(json, result), trace(delivered));
    }

    private Uni<Void> send(DeliveredRequest delivered, ArtifactBundle.Artifact artifact) {
        Headers headers = trace(delivered)
                .add(ArtifactHeaders.KIND, text(artifact.ref().kind().wireName()))
                .add(ArtifactHeaders.ENCODING, text(artifact.ref().mediaType()))
                .add(ArtifactHeaders.SHAPE, text(artifact.shape()))
                .add(ArtifactHeaders.SHA256, text(artifact.ref().sha256()));
        return DurableSend.send(
                artifacts, delivered.request().jobId(), artifact.content().bytes(), headers);
    }

    private static Headers trace(DeliveredRequest delivered) {
        return new RecordHeaders(TraceHeader.of(delivered.span()));
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
