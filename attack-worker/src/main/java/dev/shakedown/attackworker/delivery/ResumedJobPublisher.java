package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.RequestHeaders;
import dev.shakedown.service.messaging.TraceHeader;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;

/**
 * Publishes jobs again, with the state that their last leg left, so that any worker of this queue can go on with them.
 */
@ApplicationScoped
public class ResumedJobPublisher {

    /** Beside a request that fills a record itself. */
    private static final int LEAST_PIECE = 16 * 1024;

    private final WorkerQueue queue;
    private final MutinyEmitter<byte[]> emitter;

    ResumedJobPublisher(WorkerQueue queue, @Channel("continuations") MutinyEmitter<byte[]> emitter) {
        this.queue = queue;
        this.emitter = emitter;
    }

    /**
     * Publishes; completes when the brokers have it. Fails if Kafka refuses it. A state that is too large for one
     * record is cut into pieces. The last piece is sent when the brokers have the others, so that it follows them.
     */
    public Uni<Void> publish(DeliveredRequest delivered, DeliveredRequest.Resumption state) {
        int room = Math.max(LEAST_PIECE, RecordPieces.BYTES - delivered.source().value().length);
        List<byte[]> pieces = RecordPieces.cut(state.bytes(), room);
        List<Uni<Void>> before = new ArrayList<>();
        for (int number = 1; number < pieces.size(); number++) {
            before.add(send(delivered, state, pieces, number));
        }
        Uni<Void> last = Uni.createFrom().deferred(() -> send(delivered, state, pieces, pieces.size()));
        return before.isEmpty() ? last : Uni.join().all(before).andFailFast().chain(() -> last);
    }

    private Uni<Void> send(
            DeliveredRequest delivered, DeliveredRequest.Resumption state, List<byte[]> pieces, int number) {
        Headers headers = new RecordHeaders(TraceHeader.of(delivered.span()))
                .add(RequestHeaders.STATE, pieces.get(number - 1))
                .add(RequestHeaders.LEG, text(Long.toString(state.leg())))
                .add(RequestHeaders.STEP, text(Long.toString(state.step())))
                .add(RequestHeaders.STARTED, text(state.started().toString()));
        if (pieces.size() > 1) {
            headers.add(RequestHeaders.PIECE, text(new RecordPieces.Place(number, pieces.size()).toString()));
        }
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
