package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Keeps requests that no worker could turn into numbers, whole and with the reason. */
@ApplicationScoped
public class DeadLetterPublisher {

    private final ObjectMapper json;
    private final MutinyEmitter<byte[]> emitter;

    DeadLetterPublisher(ObjectMapper json, @Channel("dead-letters") MutinyEmitter<byte[]> emitter) {
        this.json = json;
        this.emitter = emitter;
    }

    /** Keeps a job that failed; completes when the brokers have it. */
    public Uni<Void> publish(DeliveredRequest delivered, JobOutcome.Failed failure) {
        DeadLetter letter = new DeadLetter(
                DeadLetter.SCHEMA,
                delivered.request().jobId(),
                delivered.request().campaignId(),
                delivered.place().partition().topic(),
                delivered.place().partition().partition(),
                delivered.place().offset(),
                new String(delivered.source().value(), StandardCharsets.UTF_8),
                failure.code(),
                failure.message(),
                Instant.now());
        return DurableSend.send(emitter, delivered.request().jobId(), JsonBytes.of(json, letter));
    }

    /** Keeps a record in which no job can be read. */
    Uni<Void> publishUnreadable(RecordPosition place, byte[] value, String reason) {
        DeadLetter letter = DeadLetter.unreadable(
                place.partition().topic(),
                place.partition().partition(),
                place.offset(),
                new String(value, StandardCharsets.UTF_8),
                reason,
                Instant.now());
        return DurableSend.send(emitter, place.toString(), JsonBytes.of(json, letter));
    }
}
