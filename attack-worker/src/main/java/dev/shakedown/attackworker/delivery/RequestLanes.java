package dev.shakedown.attackworker.delivery;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The few requests that this worker holds and has not begun, in order, a queue for each lane. A lane is taken from only
 * while those before it are empty. Thread-safe.
 */
public final class RequestLanes {

    private final int room;
    private final int wanted;
    private final Map<Lane, Deque<DeliveredRequest>> waiting = new EnumMap<>(Lane.class);

    /**
     * Lanes with room for so many requests each; more are taken, but {@link #hasRoom} says that there should be none.
     *
     * @param wanted how many requests of a lane the worker wants to have, waiting and running
     */
    public RequestLanes(int room, int wanted) {
        this.room = room;
        this.wanted = wanted;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    int wanted() {
        return wanted;
    }

    public synchronized void put(DeliveredRequest request) {
        of(request.lane()).addLast(request);
        notifyAll();
    }

    /** Whether more of a lane should be read from Kafka. */
    public synchronized boolean hasRoom(Lane lane) {
        return of(lane).size() < room;
    }

    /** Waits until there is a request, for a while at most. */
    public synchronized void await(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (next() == null) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    /** Takes the next request if there is one now and it is as wanted; never one behind it. */
    public synchronized Optional<DeliveredRequest> takeIf(Predicate<DeliveredRequest> wanted) {
        DeliveredRequest next = next();
        if (next == null || !wanted.test(next)) {
            return Optional.empty();
        }
        of(next.lane()).removeFirst();
        return Optional.of(next);
    }

    public synchronized int size() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Drops waiting requests of partitions that other workers have now. */
    public synchronized void drop(Collection<TopicPartition> partitions) {
        waiting.values()
                .forEach(lane -> lane.removeIf(
                        request -> partitions.contains(request.place().partition())));
    }

    private @Nullable DeliveredRequest next() {
        for (Lane lane : Lane.values()) {
            DeliveredRequest first = of(lane).peekFirst();
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    private Deque<DeliveredRequest> of(Lane lane) {
        return Objects.requireNonNull(waiting.get(lane));
    }
}
