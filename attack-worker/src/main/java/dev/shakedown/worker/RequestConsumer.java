package dev.shakedown.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.AttackRequest;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Receives requests and hands them to the attack loop; what cannot be read goes to the dead letters. */
@ApplicationScoped
class RequestConsumer {

    private final ObjectMapper json;
    private final AttackLoop loop;
    private final DeadLetterPublisher deadLetters;

    RequestConsumer(ObjectMapper json, AttackLoop loop, DeadLetterPublisher deadLetters) {
        this.json = json;
        this.loop = loop;
        this.deadLetters = deadLetters;
    }

    @Incoming("requests")
    CompletionStage<Void> receive(Message<byte[]> message) {
        AttackRequest request;
        try {
            request = json.readValue(message.getPayload(), AttackRequest.class);
            if (request.schema() != AttackRequest.SCHEMA) {
                return giveUp(message, "schema: " + request.schema() + ": must be " + AttackRequest.SCHEMA);
            }
        } catch (IOException | RuntimeException e) {
            return giveUp(message, "not an attack request: " + e.getMessage());
        }
        return loop.accept(new PendingRequest(request, message));
    }

    private CompletionStage<Void> giveUp(Message<byte[]> message, String reason) {
        Log.warnf("Gave up on a record: %s", reason);
        return deadLetters.publish(message, reason).thenCompose(published -> message.ack());
    }
}
