package dev.shakedown.worker;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Sends to Kafka until the broker has acknowledged, however long that takes. */
final class Durably {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private Durably() {}

    /** Completes when every in-sync replica has the record. */
    static Uni<Void> send(MutinyEmitter<byte[]> emitter, String key, byte[] value) {
        return send(emitter, key, value, new RecordHeaders());
    }

    static Uni<Void> send(MutinyEmitter<byte[]> emitter, String key, byte[] value, Headers headers) {
        OutgoingKafkaRecordMetadata<String> metadata = OutgoingKafkaRecordMetadata.<String>builder()
                .withKey(key)
                .withHeaders(headers)
                .build();
        return Uni.createFrom()
                .deferred(() -> emitter.sendMessage(Message.of(value).addMetadata(metadata)))
                .onFailure()
                .invoke(e -> Log.warnf("Kafka did not take %s, trying again: %s", key, e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }
}
