package dev.shakedown.service.messaging;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far the reader of a topic has come, for callers that wait for it. Deadlines are of {@link System#nanoTime()}. */
final class ReadingPosition {

    /** Null while it is unknown: before the topic was found, and after Kafka failed. */
    private @Nullable Map<TopicPartition, Long> handled;

    private long timesAbsent;

    /** The topic was looked for and does not exist. */
    synchronized void absent() {
        timesAbsent++;
        notifyAll();
    }

    /** Every record before these offsets has been handled. */
    synchronized void reached(Map<TopicPartition, Long> positions) {
        handled = Map.copyOf(positions);
        notifyAll();
    }

    /** The reader begins again. */
    synchronized void lost() {
        handled = null;
    }

    /** The topic's partitions; none while they are not known. */
    synchronized Set<TopicPartition> partitions() {
        return handled == null ? Set.of() : handled.keySet();
    }

    /**
     * The topic's partitions, once they are known; none if the topic is found not to exist.
     *
     * @return empty if the deadline comes first
     */
    synchronized Optional<Set<TopicPartition>> awaitPartitions(long deadline) throws InterruptedException {
        long before = timesAbsent;
        while (handled == null && timesAbsent == before) {
            long left = millisUntil(deadline);
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        return Optional.of(handled == null ? Set.of() : handled.keySet());
    }

    /** Waits until every record before these offsets has been handled; whether that was so before the deadline. */
    synchronized boolean awaitHandled(Map<TopicPartition, Long> ends, long deadline) throws InterruptedException {
        while (handled == null || !covers(handled, ends)) {
            long left = millisUntil(deadline);
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Whether positions are at these ends or beyond them. */
    static boolean covers(Map<TopicPartition, Long> positions, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    private static long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
}
