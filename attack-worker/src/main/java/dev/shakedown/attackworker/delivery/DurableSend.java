package dev.shakedown.attackworker.delivery;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/** Sends to Kafka until the broker has acknowledged, however long that takes. */
public final class DurableSend {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private DurableSend() {}

    /** Completes when every in-sync replica has the record. */
    public static Uni<Void> send(MutinyEmitter<byte[]> emitter, String key, byte[] value) {
        return send(emitter, key, value, new RecordHeaders());
    }

    /** Completes when every in-sync replica has the record. */
    public static Uni<Void> send(MutinyEmitter<byte[]> emitter, String key, byte[] value, Headers headers) {
        return send(
                emitter,
                key,
                value,
                OutgoingKafkaRecordMetadata.<String>builder().withKey(key).withHeaders(headers));
    }

    /** Completes when every in-sync replica has the record, on another topic than the channel's own. */
    static Uni<Void> send(MutinyEmitter<byte[]> emitter, String topic, String key, byte[] value, Headers headers) {
        return send(
                emitter,
                key,
                value,
                OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(topic)
                        .withKey(key)
                        .withHeaders(headers));
    }

    private static Uni<Void> send(
            MutinyEmitter<byte[]> emitter,
            String key,
            byte[] value,
            OutgoingKafkaRecordMetadata.OutgoingKafkaRecordMetadataBuilder<String> metadata) {
        OutgoingKafkaRecordMetadata<String> built = metadata.build();
        return untilAcknowledged(
                key, () -> emitter.sendMessage(Message.of(value).addMetadata(built)));
    }

    /**
     * Completes when every in-sync replica has the record.
     *
     * @param value null to delete the key
     */
    static Uni<Void> put(
            MutinyEmitter<Record<String, byte @Nullable []>> emitter,
            String key,
            byte @Nullable [] value,
            Headers headers) {
        OutgoingKafkaRecordMetadata<String> metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withHeaders(headers)
                .build();
        return untilAcknowledged(
                key, () -> emitter.sendMessage(Message.of(Record.of(key, value)).addMetadata(metadata)));
    }

    private static Uni<Void> untilAcknowledged(String key, Supplier<Uni<? extends Void>> send) {
        return Uni.createFrom()
                .deferred(send)
                .onFailure()
                .invoke(e -> Log.warnf("Kafka did not take %s, trying again: %s", key, e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }
}
