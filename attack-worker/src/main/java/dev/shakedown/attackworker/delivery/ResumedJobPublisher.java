package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.service.messaging.TraceHeader;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Publishes jobs again, with the state that their last leg left, so that any worker of this queue can go on with them.
 */
@ApplicationScoped
public class ResumedJobPublisher {

    private final WorkerQueue queue;
    private final MutinyEmitter<byte[]> emitter;

    ResumedJobPublisher(WorkerQueue queue, @Channel("continuations") MutinyEmitter<byte[]> emitter) {
        this.queue = queue;
        this.emitter = emitter;
    }

    /** Publishes; completes when the brokers have it. */
    public Uni<Void> publish(DeliveredRequest delivered, DeliveredRequest.Resumption state) {
        Headers headers = new RecordHeaders(TraceHeader.of(delivered.span()))
                .add(RequestHeaders.STATE, state.bytes())
                .add(RequestHeaders.LEG, text(Long.toString(state.leg())))
                .add(RequestHeaders.STEP, text(Long.toString(state.step())))
                .add(RequestHeaders.STARTED, text(state.started().toString()));
        return DurableSend.send(
                emitter,
                queue.topic(delivered.lane().resumed()),
                delivered.source().key(),
                delivered.source().value(),
                headers);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
