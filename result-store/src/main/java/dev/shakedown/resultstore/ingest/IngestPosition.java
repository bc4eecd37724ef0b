package dev.shakedown.resultstore.ingest;

import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * Where in a partition what PostgreSQL has ends.
 *
 * @param topicId Kafka's id of the topic: a topic that was deleted and made again has another one
 * @param next the offset after the last record that is stored; 0 if none is
 */
record IngestPosition(TopicPartition partition, UUID topicId, long next) {

    /**
     * That a batch ends further on.
     *
     * @param next before {@code from} if Kafka no longer has the records there, so that the partition is read again
     */
    record Advance(IngestPosition from, long next) {}

    Advance to(long offset) {
        return new Advance(this, offset);
    }
}
