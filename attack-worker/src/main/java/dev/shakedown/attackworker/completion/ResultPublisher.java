package dev.shakedown.attackworker.completion;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeadLetterPublisher;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DurableSend;
import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.NumberHeader;
import dev.shakedown.service.messaging.RefusedRecord;
import dev.shakedown.service.messaging.TraceHeader;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Publishes how a job ended: its result with its artifacts, or its dead letter and then its result if it failed; then
 * that it has ended, then the acknowledgement of its request, each only once the broker has what came before. Artifacts
 * that are too large for the result's record go before it. After a crash in between, the request is redelivered and
 * ends in the same records.
 */
@ApplicationScoped
class ResultPublisher {

    /**
     * Bytes of a result and its artifacts that share a record, at most. Above it a record more costs little beside the
     * bytes, which all readers of results would have to fetch.
     */
    static final int SHARED_RECORD = 256 * 1024;

    private final ObjectMapper json;
    private final WorkerConfig config;
    private final Attempts attempts;
    private final DeadLetterPublisher deadLetters;
    private final MutinyEmitter<byte[]> artifacts;
    private final MutinyEmitter<Record<String, byte @Nullable []>> results;

    ResultPublisher(
            ObjectMapper json,
            WorkerConfig config,
            Attempts attempts,
            DeadLetterPublisher deadLetters,
            @Channel("artifacts") MutinyEmitter<byte[]> artifacts,
            @Channel("results") MutinyEmitter<Record<String, byte @Nullable []>> results) {
        this.json = json;
        this.config = config;
        this.attempts = attempts;
        this.deadLetters = deadLetters;
        this.artifacts = artifacts;
        this.results = results;
    }

    /**
     * Publishes; the Uni completes when the request is acknowledged, with the outcome that was published. Nothing
     * happens before it is subscribed to. If Kafka refuses the artifacts or the result, the job fails with the reason.
     */
    Uni<JobOutcome> publish(
            DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> bundle, Instant started) {
        Uni<JobOutcome> published = outcome instanceof JobOutcome.Failed failed
                ? publishFailure(delivered, failed, started)
                : publishSuccess(delivered, outcome, bundle, started)
                        .replaceWith(outcome)
                        .onFailure(RecordRefusedException.class)
                        .recoverWithUni(e -> publishFailure(delivered, refused(delivered, e), started));
        return published.call(() -> attempts.ended(delivered.request())).invoke(delivered::acknowledge);
    }

    private static JobOutcome.Failed refused(DeliveredRequest delivered, Throwable failure) {
        RefusedRecord refusal = ((RecordRefusedException) failure).refusal();
        Log.errorf("Job %s failed: %s: %s", delivered.request().jobId(), refusal.code(), refusal.message());
        return new JobOutcome.Failed(refusal.code(), refusal.message());
    }

    private Uni<Void> publishSuccess(
            DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> bundle, Instant started) {
        AttackResult result = result(delivered, outcome, started);
        byte[] value = JsonBytes.of(json, result);
        long bytes =
                bundle.stream().mapToLong(artifact -> artifact.ref().bytes()).sum();
        return value.length + bytes <= SHARED_RECORD
                ? send(result.jobId(), value, withArtifacts(about(delivered), bundle))
                : publishArtifacts(delivered, bundle).chain(() -> send(delivered, result(delivered, outcome, started)));
    }

    private static Headers withArtifacts(Headers headers, List<ArtifactBundle.Artifact> bundle) {
        byte[] bytes = RecordPieces.join(
                bundle.stream().map(artifact -> artifact.content().bytes()).toList());
        String shapes = bundle.stream().map(ArtifactBundle.Artifact::shape).collect(Collectors.joining(","));
        return headers.add(ArtifactHeaders.ARTIFACTS, bytes).add(ArtifactHeaders.SHAPES, text(shapes));
    }

    private Uni<Void> publishArtifacts(DeliveredRequest delivered, List<ArtifactBundle.Artifact> bundle) {
        return Uni.join()
                .all(bundle.stream()
                        .flatMap(artifact -> sends(delivered, artifact))
                        .toList())
                .andFailFast()
                .replaceWithVoid();
    }

    /** The dead letter first. A result that its topic does not take goes to the dead letters, too. */
    private Uni<JobOutcome> publishFailure(DeliveredRequest delivered, JobOutcome.Failed failed, Instant started) {
        AttackResult result = result(delivered, failed, started);
        return deadLetters
                .publish(delivered, failed)
                .onFailure(RecordRefusedException.class)
                .invoke(e -> Log.errorf(
                        "Job %s leaves no dead letter: %s", delivered.request().jobId(), e.getMessage()))
                .onFailure(RecordRefusedException.class)
                .recoverWithNull()
                .chain(() -> send(delivered, result))
                .<JobOutcome>replaceWith(failed)
                .onFailure(RecordRefusedException.class)
                .recoverWithUni(e -> publishToDeadLetters(delivered, refused(delivered, e), started));
    }

    private Uni<JobOutcome> publishToDeadLetters(
            DeliveredRequest delivered, JobOutcome.Failed failed, Instant started) {
        return deadLetters
                .publishResult(delivered.request().jobId(), JsonBytes.of(json, result(delivered, failed, started)))
                .replaceWith(failed);
    }

    private AttackResult result(DeliveredRequest delivered, JobOutcome outcome, Instant started) {
        AttackRequest request = delivered.request();
        return new AttackResult(
                AttackResult.SCHEMA,
                request.jobId(),
                request.campaignId(),
                outcome,
                config.name(),
                started,
                Instant.now(),
                request.delivery());
    }

    private Uni<Void> send(DeliveredRequest delivered, AttackResult result) {
        return send(result.jobId(), JsonBytes.of(json, result), about(delivered));
    }

    private Uni<Void> send(String jobId, byte[] result, Headers headers) {
        return DurableSend.put(results, Topics.RESULTS, jobId, result, headers);
    }

    /** An artifact that is too large for one record goes in pieces, in any order. */
    private Stream<Uni<Void>> sends(DeliveredRequest delivered, ArtifactBundle.Artifact artifact) {
        List<byte[]> pieces = RecordPieces.cut(artifact.content().bytes(), RecordPieces.BYTES);
        return IntStream.rangeClosed(1, pieces.size()).mapToObj(number -> {
            Headers headers = trace(delivered)
                    .add(ArtifactHeaders.KIND, text(artifact.ref().kind().wireName()))
                    .add(ArtifactHeaders.ENCODING, text(artifact.ref().mediaType()))
                    .add(ArtifactHeaders.SHAPE, text(artifact.shape()))
                    .add(ArtifactHeaders.SHA256, text(artifact.ref().sha256()));
            if (pieces.size() > 1) {
                headers.add(ArtifactHeaders.PIECE, text(new RecordPieces.Place(number, pieces.size()).toString()));
            }
            return DurableSend.send(
                    artifacts, Topics.ARTIFACTS, delivered.request().jobId(), pieces.get(number - 1), headers);
        });
    }

    private static Headers about(DeliveredRequest delivered) {
        return trace(delivered)
                .add(NumberHeader.of(
                        RequestHeaders.RETRY, delivered.request().delivery().retry()));
    }

    private static Headers trace(DeliveredRequest delivered) {
        return new RecordHeaders(TraceHeader.of(delivered.span()));
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
