package dev.shakedown.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The few requests that this worker holds and has not begun, in order. Whoever puts one in learns when there is room
 * for the next, so that Kafka is not read ahead of the attacks.
 *
 * <p>Thread-safe.
 */
final class RequestQueue {

    private final int room;
    private final Deque<PendingRequest> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> roomAgain = CompletableFuture.completedFuture(null);

    RequestQueue(int room) {
        this.room = room;
    }

    /** Puts a request in; the stage completes when there is room for another. */
    synchronized CompletionStage<Void> put(PendingRequest request) {
        waiting.addLast(request);
        notifyAll();
        if (waiting.size() < room) {
            return CompletableFuture.completedFuture(null);
        }
        roomAgain = new CompletableFuture<>();
        return roomAgain;
    }

    /** Waits for a request and takes it. */
    synchronized PendingRequest take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return remove();
    }

    /** Takes the next request if there is one now and it is as wanted; never one behind it. */
    synchronized Optional<PendingRequest> takeIf(Predicate<PendingRequest> wanted) {
        PendingRequest next = waiting.peekFirst();
        return next != null && wanted.test(next) ? Optional.of(remove()) : Optional.empty();
    }

    private PendingRequest remove() {
        PendingRequest next = waiting.removeFirst();
        CompletableFuture<Void> waiter = roomAgain;
        // Completed off this thread: the waiter goes on to read Kafka.
        waiter.completeAsync(() -> null);
        return next;
    }
}
