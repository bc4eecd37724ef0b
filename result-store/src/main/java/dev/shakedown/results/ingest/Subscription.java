package dev.shakedown.results.ingest;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A member of the consumer group. Belongs to one thread, which closes it. */
final class Subscription implements AutoCloseable {

    private final KafkaConsumer<String, ByteBuffer> consumer;
    private final KafkaClientMetrics metrics;
    private final IngestState state;

    Subscription(KafkaConsumer<String, ByteBuffer> consumer, KafkaClientMetrics metrics, IngestState state) {
        this.consumer = consumer;
        this.metrics = metrics;
        this.state = state;
    }

    ConsumerRecords<String, ByteBuffer> poll(Duration timeout) {
        return consumer.poll(timeout);
    }

    /** Says that everything polled so far is safe. */
    void acknowledge() {
        consumer.commitSync();
    }

    @Override
    public void close() {
        state.setAssigned(false);
        metrics.close();
        consumer.close();
    }
}
