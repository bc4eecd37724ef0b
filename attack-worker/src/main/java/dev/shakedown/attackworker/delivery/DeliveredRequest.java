package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.job.AttackRequest;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that was taken from Kafka and is not acknowledged yet.
 *
 * @param request the request
 * @param state of its last leg; null if it has not begun
 * @param lane where it came from
 * @param place where it is
 * @param source the record as it was
 * @param span where it belongs in its trace: its sender's span, then that of the leg that runs; invalid if it has none
 * @param acknowledgement marks the record as completely processed
 */
public record DeliveredRequest(
        AttackRequest request,
        @Nullable Resumption state,
        Lane lane,
        RecordPosition place,
        Source source,
        Span span,
        Runnable acknowledgement) {

    /**
     * The state at the end of a leg.
     *
     * @param leg legs that the job has had, that one included
     * @param step updates done
     * @param started when its first step began
     * @param bytes the state itself
     */
    public record Resumption(long leg, long step, Instant started, byte... bytes) {}

    /**
     * A record.
     *
     * @param key its key
     * @param written when it was written, by the broker's or the sender's clock
     * @param value its value
     */
    public record Source(String key, Instant written, byte... value) {}

    /** Legs that the job has had. */
    public long leg() {
        return state == null ? 0 : state.leg();
    }

    /** Updates done in earlier legs. */
    public long step() {
        return state == null ? 0 : state.step();
    }

    /** The same request, in another span. */
    public DeliveredRequest within(Span other) {
        return new DeliveredRequest(request, state, lane, place, source, other, acknowledgement);
    }

    /** Acknowledges the request. From any thread; idempotent. */
    public void acknowledge() {
        acknowledgement.run();
    }
}
