package dev.shakedown.attackworker.delivery;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records were received and which of them are done, in whatever order. A partition's committed offset is that of
 * its first record that is not done, so none is ever passed over. Thread-safe.
 */
final class OffsetTracker {

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    private static final class Progress {
        private final TreeSet<Long> open = new TreeSet<>();
        private long next;
        private long committed;

        private long committable() {
            return open.isEmpty() ? next : open.first();
        }
    }

    /** Notes a record that was received. */
    synchronized void received(RecordPosition place) {
        Progress progress = partitions.get(place.partition());
        if (progress == null) {
            progress = new Progress();
            progress.committed = place.offset();
            partitions.put(place.partition(), progress);
        }
        progress.open.add(place.offset());
        progress.next = Math.max(progress.next, place.offset() + 1);
    }

    /** Notes that a record is completely processed. Ignored for a forgotten partition. */
    synchronized void done(RecordPosition place) {
        Progress progress = partitions.get(place.partition());
        if (progress != null) {
            progress.open.remove(place.offset());
        }
    }

    /** Takes the offsets of these partitions that are due for a commit. */
    synchronized Map<TopicPartition, OffsetAndMetadata> take(Collection<TopicPartition> of) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null && progress.committable() > progress.committed) {
                progress.committed = progress.committable();
                due.put(partition, new OffsetAndMetadata(progress.committed));
            }
        }
        return due;
    }

    /** Marks offsets for another commit, because the broker did not get them. */
    synchronized void notCommitted(Collection<TopicPartition> of) {
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = -1;
            }
        }
    }

    /** Forgets partitions that other workers have now. */
    synchronized void forget(Collection<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }

    /** How many records are received and not done. */
    synchronized int open() {
        return partitions.values().stream()
                .mapToInt(progress -> progress.open.size())
                .sum();
    }
}
