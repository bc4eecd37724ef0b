package dev.shakedown.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
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
 * Publishes how a job ended: its artifacts, then its result, then the acknowledgement of its request, each only once
 * the broker has what came before. Whatever dies in between, the request comes again and ends in the same records.
 */
@ApplicationScoped
class ResultPublisher {

    private final ObjectMapper json;
    private final WorkerConfig config;
    private final MutinyEmitter<byte[]> artifacts;
    private final MutinyEmitter<byte[]> results;

    ResultPublisher(
            ObjectMapper json,
            WorkerConfig config,
            @Channel("artifacts") MutinyEmitter<byte[]> artifacts,
            @Channel("results") MutinyEmitter<byte[]> results) {
        this.json = json;
        this.config = config;
        this.artifacts = artifacts;
        this.results = results;
    }

    /** Publishes; the Uni completes when the request is acknowledged. */
    Uni<Void> publish(
            PendingRequest pending, JobOutcome outcome, List<ArtifactBundle.Artifact> bundle, Instant started) {
        AttackRequest request = pending.request();
        Uni<Void> stored = bundle.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(bundle.stream()
                                .map(artifact -> send(request.jobId(), artifact))
                                .toList())
                        .andFailFast()
                        .replaceWithVoid();
        return stored.chain(() -> {
                    AttackResult result = new AttackResult(
                            AttackResult.SCHEMA,
                            request.jobId(),
                            request.campaignId(),
                            outcome,
                            config.name(),
                            started,
                            Instant.now());
                    return Durably.send(results, request.jobId(), Json.bytes(json, result));
                })
                .chain(() -> Uni.createFrom().completionStage(pending.message()::ack));
    }

    private Uni<Void> send(String jobId, ArtifactBundle.Artifact artifact) {
        Headers headers = new RecordHeaders()
                .add(ArtifactHeaders.KIND, text(artifact.ref().kind().wireName()))
                .add(ArtifactHeaders.ENCODING, text(artifact.ref().mediaType()))
                .add(ArtifactHeaders.SHAPE, text(artifact.shape()))
                .add(ArtifactHeaders.SHA256, text(artifact.ref().sha256()));
        return Durably.send(artifacts, jobId, artifact.content().bytes(), headers);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
