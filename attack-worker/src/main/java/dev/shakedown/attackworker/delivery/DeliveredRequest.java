package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.job.AttackRequest;
import io.opentelemetry.api.trace.Span;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A request that was taken from Kafka and is not acknowledged yet.
 *
 * @param state of its last leg; null if it has not begun
 * @param span where it belongs in its trace: its sender's span, then that of the leg that runs; invalid if it has none
 */
public record DeliveredRequest(
        AttackRequest request,
        @Nullable Resumption state,
        Lane lane,
        RecordPosition place,
        Source source,
        Span span,
        Runnable acknowledgement) {

    /** The state at the end of a leg; {@code leg}: legs that the job has had, that one included. */
    public record Resumption(long leg, long step, Instant started, byte... bytes) {}

    /** A record; {@code written}: when it was written, by the broker's or the sender's clock. */
    public record Source(String key, Instant written, byte... value) {}

    public long leg() {
        return state == null ? 0 : state.leg();
    }

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

    public record RecordPosition(TopicPartition partition, long offset) {

        /** As in {@code JobAttempt}: {@code topic/partition/offset}. */
        @Override
        public String toString() {
            return partition.topic() + "/" + partition.partition() + "/" + offset;
        }
    }
}
