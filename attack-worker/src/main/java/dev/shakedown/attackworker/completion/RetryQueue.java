package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.SteadyTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Jobs of this worker that will run again, each alone in its batch. Thread-safe. */
@ApplicationScoped
public class RetryQueue {

    private final Deque<Retry> waiting = new ArrayDeque<>();

    /** A job that runs again; {@code notBefore}: a {@link SteadyTime}. */
    public record Retry(DeliveredRequest delivered, AdmissionDecision.Run admission, Instant notBefore) {

        private boolean isDue() {
            return !notBefore.isAfter(SteadyTime.now());
        }
    }

    synchronized void add(Retry retry) {
        waiting.add(retry);
    }

    public synchronized Optional<Retry> takeDue() {
        Iterator<Retry> candidates = waiting.iterator();
        while (candidates.hasNext()) {
            Retry candidate = candidates.next();
            if (candidate.isDue()) {
                candidates.remove();
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    public synchronized List<Retry> removeOf(Set<TopicPartition> partitions) {
        List<Retry> theirs = waiting.stream()
                .filter(retry -> partitions.contains(retry.delivered().place().partition()))
                .toList();
        waiting.removeAll(theirs);
        return theirs;
    }

    public synchronized List<Retry> removeAll() {
        List<Retry> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }
}
