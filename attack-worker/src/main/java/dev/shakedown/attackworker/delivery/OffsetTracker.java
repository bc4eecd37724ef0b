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
    synchronized void received(RecordPlace place) {
        Progress progress = partitions.get(place.partition());
        if (progress == null) {
            progress = new Progress();
            progress.committed = place.offset();
            partitions.put(place.partition(), progress);
        }
        progress.open.add(place.offset());
        progress.next = Math.max(progress.next, place.offset() + 1);
    }

    /** Notes that all that a record caused is safe. Of a partition that was given up this means nothing. */
    synchronized void done(RecordPlace place) {
        Progress progress = partitions.get(place.partition());
        if (progress != null) {
            progress.open.remove(place.offset());
        }
    }

    /** What is to be committed and was not taken here before, of these partitions. */
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

    /** Has what was taken taken again: the broker did not get it. */
    synchronized void notCommitted(Collection<TopicPartition> of) {
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = -1;
            }
        }
    }

    /** Forgets partitions that others have now. */
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
