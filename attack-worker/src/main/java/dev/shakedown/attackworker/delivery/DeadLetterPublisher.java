package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.service.messaging.JsonBytes;
import dev.shakedown.service.messaging.RefusedRecord;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    /** Keeps a job that failed; completes when the brokers have it. Fails if Kafka refuses it. */
    public Uni<Void> publish(DeliveredRequest delivered, JobOutcome.Failed failure) {
        return publish(
                delivered.request().jobId(),
                new DeadLetter(
                        DeadLetter.SCHEMA,
                        delivered.request().jobId(),
                        delivered.request().campaignId(),
                        delivered.place().partition().topic(),
                        delivered.place().partition().partition(),
                        delivered.place().offset(),
                        new String(delivered.source().value(), StandardCharsets.UTF_8),
                        failure.code(),
                        failure.message(),
                        Instant.now()));
    }

    /** Keeps a record in which no job can be read; it stays in its topic as well. Fails if Kafka refuses it. */
    Uni<Void> publishUnreadable(RecordPosition place, byte[] value, String reason) {
        return publish(
                place.toString(),
                DeadLetter.unreadable(
                        place.partition().topic(),
                        place.partition().partition(),
                        place.offset(),
                        new String(value, StandardCharsets.UTF_8),
                        reason,
                        Instant.now()));
    }

    /** Keeps a result that its own topic does not take; completes when the brokers have it. */
    public Uni<Void> publishResult(String jobId, byte[] result) {
        Headers headers = new RecordHeaders().add(DeadLetter.RESULT_HEADER, new byte[0]);
        return DurableSend.send(emitter, Topics.DEAD_LETTERS, jobId, result, headers);
    }

    /** A letter that is too large is published without the request, which its topic still has. */
    private Uni<Void> publish(String key, DeadLetter letter) {
        return DurableSend.send(emitter, Topics.DEAD_LETTERS, key, JsonBytes.of(json, letter))
                .onFailure(DeadLetterPublisher::isTooLarge)
                .recoverWithUni(() ->
                        DurableSend.send(emitter, Topics.DEAD_LETTERS, key, JsonBytes.of(json, withoutValue(letter))));
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordRefusedException refused
                && refused.refusal().code().equals(RefusedRecord.TOO_LARGE);
    }

    private static DeadLetter withoutValue(DeadLetter letter) {
        String reason = letter.reason() + " (the record of " + letter.value().length()
                + " characters is left out: max.message.bytes of " + Topics.DEAD_LETTERS + " is too small for it)";
        return new DeadLetter(
                letter.schema(),
                letter.jobId(),
                letter.campaignId(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                "",
                letter.code(),
                reason,
                letter.since());
    }
}
