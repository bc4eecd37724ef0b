package dev.shakedown.attackworker.delivery;

import dev.shakedown.service.messaging.RefusedRecord;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Sends to Kafka until the broker has acknowledged, however long that takes. A record that Kafka refuses however often
 * it is sent fails with a {@link RecordRefusedException}.
 */
public final class DurableSend {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private DurableSend() {}

    /** Completes when every in-sync replica has the record. */
    public static Uni<Void> send(MutinyEmitter<byte[]> emitter, String topic, String key, byte[] value) {
        return send(emitter, topic, key, value, new RecordHeaders());
    }

    /** Completes when every in-sync replica has the record; the topic may be another than the channel's own. */
    public static Uni<Void> send(
            MutinyEmitter<byte[]> emitter, String topic, String key, byte[] value, Headers headers) {
        OutgoingKafkaRecordMetadata<String> metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(topic)
                .withKey(key)
                .withHeaders(headers)
                .build();
        return untilAcknowledged(
                topic,
                key,
                bytes(key, value, headers),
                () -> emitter.sendMessage(Message.of(value).addMetadata(metadata)));
    }

    /**
     * Completes when every in-sync replica has the record; the topic may be another than the channel's own.
     *
     * @param value null to delete the key
     */
    public static Uni<Void> put(
            MutinyEmitter<Record<String, byte @Nullable []>> emitter,
            String topic,
            String key,
            byte @Nullable [] value,
            Headers headers) {
        OutgoingKafkaRecordMetadata<String> metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(topic)
                .withHeaders(headers)
                .build();
        return untilAcknowledged(
                topic,
                key,
                bytes(key, value, headers),
                () -> emitter.sendMessage(Message.of(Record.of(key, value)).addMetadata(metadata)));
    }

    private static Uni<Void> untilAcknowledged(
            String topic, String key, long bytes, Supplier<Uni<? extends Void>> send) {
        return Uni.createFrom()
                .<Void>deferred(send)
                .onFailure()
                .transform(failure -> RefusedRecord.of(failure, topic, bytes)
                        .<Throwable>map(refusal -> new RecordRefusedException(refusal, failure))
                        .orElse(failure))
                .onFailure(DurableSend::mayPass)
                .invoke(e -> Log.warnf("Kafka did not take %s, trying again: %s", key, e.getMessage()))
                .onFailure(DurableSend::mayPass)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    private static boolean mayPass(Throwable failure) {
        return !(failure instanceof RecordRefusedException);
    }

    private static long bytes(String key, byte @Nullable [] value, Headers headers) {
        long bytes = (long) key.length() + (value == null ? 0 : value.length);
        for (Header header : headers) {
            bytes += (long) header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** Kafka refuses a record, however often it is sent. */
    public static final class RecordRefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // Never serialised.
        private final RefusedRecord refusal;

        RecordRefusedException(RefusedRecord refusal, Throwable cause) {
            super(refusal.message(), cause);
            this.refusal = refusal;
        }

        public RefusedRecord refusal() {
            return refusal;
        }
    }
}
