package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.resultstore.blob.Content;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record.
 *
 * @param value its value; null for a tombstone
 * @param headers those of its headers that are short, as text
 * @param artifacts its header of that name; null if it has none
 */
record TopicRecord(
        String topic,
        int partition,
        long offset,
        Instant timestamp,
        @Nullable String key,
        @Nullable Content value,
        Map<String, String> headers,
        @Nullable Content artifacts) {

    /** A request that is resumed carries its state in a header, which is large and not for us. */
    private static final int LONGEST_HEADER = 1024;

    TopicRecord {
        headers = Map.copyOf(headers);
    }

    static TopicRecord of(ConsumerRecord<String, ByteBuffer> received) {
        Map<String, String> headers = new HashMap<>();
        Content artifacts = null;
        for (Header header : received.headers()) {
            byte[] value = header.value();
            if (value != null && header.key().equals(ArtifactHeaders.ARTIFACTS)) {
                artifacts = Content.of(value);
            } else if (value != null && value.length <= LONGEST_HEADER) {
                headers.put(header.key(), new String(value, StandardCharsets.UTF_8));
            }
        }
        ByteBuffer value = received.value();
        return new TopicRecord(
                received.topic(),
                received.partition(),
                received.offset(),
                Instant.ofEpochMilli(received.timestamp()),
                received.key(),
                value == null ? null : new Content(value),
                headers,
                artifacts);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
