package dev.shakedown.local.simulation;

import dev.shakedown.local.simulation.RequestLog.Request;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a worker reads: of each lane the partitions that it has, one after the other to its end, for a consumer hands
 * out all that it fetched of a partition before it goes to the next.
 */
final class PartitionReader {

    private final Map<Lane, RequestLog> logs;
    private final Map<Lane, TreeSet<Integer>> partitions = new EnumMap<>(Lane.class);
    private final Map<Lane, Integer> at = new EnumMap<>(Lane.class);

    PartitionReader(Map<Lane, RequestLog> logs) {
        this.logs = logs;
        for (Lane lane : Lane.values()) {
            partitions.put(lane, new TreeSet<>());
            at.put(lane, 0);
        }
    }

    void add(Collection<TopicPartition> more) {
        for (TopicPartition partition : more) {
            of(partition).add(partition.partition());
        }
    }

    void remove(Collection<TopicPartition> less) {
        for (TopicPartition partition : less) {
            of(partition).remove(partition.partition());
        }
    }

    /** The next request; null if nothing waits. */
    @Nullable
    Request first() {
        for (Map.Entry<Lane, RequestLog> lane : logs.entrySet()) {
            Request request = lane.getValue().lag() == 0 ? null : first(lane.getKey(), lane.getValue());
            if (request != null) {
                return request;
            }
        }
        return null;
    }

    private @Nullable Request first(Lane lane, RequestLog log) {
        TreeSet<Integer> own = partitions.getOrDefault(lane, new TreeSet<>());
        int present = at.getOrDefault(lane, 0);
        for (Integer partition : own.tailSet(present)) {
            Request request = log.first(partition);
            if (request != null) {
                at.put(lane, partition);
                return request;
            }
        }
        for (Integer partition : own.headSet(present)) {
            Request request = log.first(partition);
            if (request != null) {
                at.put(lane, partition);
                return request;
            }
        }
        return null;
    }

    private TreeSet<Integer> of(TopicPartition partition) {
        for (Lane lane : Lane.values()) {
            if (lane.topic().equals(partition.topic())) {
                return partitions.computeIfAbsent(lane, any -> new TreeSet<>());
            }
        }
        throw new IllegalArgumentException(partition + ": must be of a lane");
    }
}
