package dev.shakedown.attackworker.delivery;

import org.apache.kafka.common.TopicPartition;

/** Where a record is in Kafka. */
public record RecordPosition(TopicPartition partition, long offset) {

    /** As in {@code JobAttempt}: {@code topic/partition/offset}. */
    @Override
    public String toString() {
        return partition.topic() + "/" + partition.partition() + "/" + offset;
    }
}
