package dev.shakedown.jobapi.expansion;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Where the workers of a lane can take more requests, as it was at one moment. Not thread-safe. */
final class LaneRoom {

    private final long[] waiting;
    private final List<Share> shares;

    /**
     * A worker's part of a lane.
     *
     * @param most how many requests it has at most
     */
    record Share(List<Integer> partitions, long most) {}

    /**
     * Starts from what Kafka says.
     *
     * @param waiting for each partition, the requests that are not acknowledged: those that wait and those that run
     * @param assigned the workers' parts; if no worker has any partition, all count as one worker's
     * @param most how many requests this worker has at most
     */
    LaneRoom(long[] waiting, List<Share> assigned, long most) {
        this.waiting = waiting.clone();
        List<Share> shares =
                assigned.stream().filter(share -> !share.partitions().isEmpty()).toList();
        this.shares = shares.isEmpty() ? List.of(new Share(all(waiting.length), most)) : shares;
    }

    /**
     * Takes room for requests that belong together: in the emptiest partition of the worker that has least. A worker
     * that has none takes them even if they are more than it may have.
     *
     * @return the partition; empty if no worker has so much room
     */
    OptionalInt take(int requests) {
        Share least = shares.get(0);
        for (Share share : shares) {
            if (fullness(share) < fullness(least)) {
                least = share;
            }
        }
        long present = waiting(least);
        if (present > 0 && present + requests > least.most()) {
            return OptionalInt.empty();
        }
        int emptiest = least.partitions().get(0);
        for (int partition : least.partitions()) {
            if (waiting[partition] < waiting[emptiest]) {
                emptiest = partition;
            }
        }
        waiting[emptiest] += requests;
        return OptionalInt.of(emptiest);
    }

    /** What a worker has of what it may have. */
    private double fullness(Share share) {
        return (double) waiting(share) / share.most();
    }

    private long waiting(Share share) {
        return share.partitions().stream()
                .mapToLong(partition -> waiting[partition])
                .sum();
    }

    private static List<Integer> all(int partitions) {
        return IntStream.range(0, partitions).boxed().toList();
    }
}
