package dev.shakedown.results.ingest;

import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Receives batches from all topics that the result-store keeps. A batch is acknowledged when this returns, that is,
 * after its commit. While PostgreSQL is away this does not return, and the consumer pauses its partitions.
 */
@ApplicationScoped
public class TopicConsumer {

    private final BatchIngest ingest;

    @Inject
    TopicConsumer(BatchIngest ingest) {
        this.ingest = ingest;
    }

    @Incoming("records")
    @Blocking("ingest")
    void receive(ConsumerRecords<String, byte[]> batch) {
        List<TopicRecord> records = new ArrayList<>(batch.count());
        for (ConsumerRecord<String, byte[]> received : batch) {
            records.add(TopicRecord.of(received));
        }
        ingest.store(records);
    }
}
