package dev.shakedown.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.DeadLetter;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Keeps records that no worker can turn into a result, with the reason. */
@ApplicationScoped
class DeadLetterPublisher {

    private final ObjectMapper json;
    private final MutinyEmitter<byte[]> emitter;

    DeadLetterPublisher(ObjectMapper json, @Channel("dead-letters") MutinyEmitter<byte[]> emitter) {
        this.json = json;
        this.emitter = emitter;
    }

    /** Publishes a record; the stage completes when the broker has it. */
    CompletionStage<Void> publish(Message<byte[]> message, String reason) {
        IncomingKafkaRecordMetadata<?, ?> origin = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("a record without Kafka metadata"));
        DeadLetter letter = DeadLetter.unreadable(
                origin.getTopic(),
                origin.getPartition(),
                origin.getOffset(),
                new String(message.getPayload(), StandardCharsets.UTF_8),
                reason,
                Instant.now());
        String key = origin.getTopic() + "/" + origin.getPartition() + "/" + origin.getOffset();
        return Durably.send(emitter, key, Json.bytes(json, letter)).subscribeAsCompletionStage();
    }
}
