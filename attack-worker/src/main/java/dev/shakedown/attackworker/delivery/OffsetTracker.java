package dev.shakedown.attackworker.delivery;

import dev.shakedown.attackworker.delivery.DeliveredRequest.RecordPosition;
import dev.shakedown.contract.LaneCommit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which records were received and which of them are done, in whatever order. A partition's committed offset is that of
 * its first record that is not done, so none is ever passed over; its metadata is a {@link LaneCommit}. Thread-safe.
 */
final class OffsetTracker {

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    private static final class Progress {
        private final TreeSet<Long> open = new TreeSet<>();
        private final TreeSet<Long> doneAhead = new TreeSet<>();
        private long next;
        private @Nullable OffsetAndMetadata committed;

        private void done(long offset) {
            if (open.remove(offset)) {
                doneAhead.add(offset);
                doneAhead.headSet(first()).clear();
            }
        }

        private OffsetAndMetadata committable(int room) {
            return new OffsetAndMetadata(first(), new LaneCommit(doneAhead.size(), room).metadata());
        }

        private long first() {
            return open.isEmpty() ? next : open.first();
        }
    }

    synchronized void received(RecordPosition place) {
        Progress progress = partitions.computeIfAbsent(place.partition(), absent -> new Progress());
        progress.open.add(place.offset());
        progress.doneAhead.remove(place.offset());
        progress.next = Math.max(progress.next, place.offset() + 1);
    }

    /** Notes that a record is completely processed. Ignored for a forgotten partition. */
    synchronized void done(RecordPosition place) {
        Progress progress = partitions.get(place.partition());
        if (progress != null) {
            progress.done(place.offset());
        }
    }

    /**
     * Takes the offsets of these partitions that are due for a commit.
     *
     * @param room how many requests of a lane the worker wants to have, waiting and running
     */
    synchronized Map<TopicPartition, OffsetAndMetadata> take(Collection<TopicPartition> of, int room) {
        Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null && !progress.committable(room).equals(progress.committed)) {
                progress.committed = progress.committable(room);
                due.put(partition, progress.committed);
            }
        }
        return due;
    }

    /** Marks offsets for another commit, because the broker did not get them. */
    synchronized void notCommitted(Collection<TopicPartition> of) {
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = null;
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
