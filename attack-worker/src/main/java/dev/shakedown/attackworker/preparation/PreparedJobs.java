package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.delivery.Lane;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between preparation and the device. Jobs leave it in the order in which they came, urgent ones
 * first, then those that run again, then those that have begun, then all others; one that is not ready holds up those
 * behind it. Thread-safe.
 */
final class PreparedJobs {

    private final int room;
    private final long mostBytes;
    private final Map<Rank, Deque<QueuedJob>> jobs = new EnumMap<>(Rank.class);

    /**
     * An empty queue.
     *
     * @param room jobs of each rank
     * @param mostBytes bytes of all; one job is taken whatever its size
     */
    PreparedJobs(int room, long mostBytes) {
        this.room = room;
        this.mostBytes = mostBytes;
        for (Rank rank : Rank.values()) {
            jobs.put(rank, new ArrayDeque<>());
        }
    }

    enum Rank {
        URGENT,
        REPEATED,
        RESUMED,
        NORMAL;

        static Rank of(Lane lane) {
            return switch (lane) {
                case URGENT -> URGENT;
                case RESUMED -> RESUMED;
                case NORMAL -> NORMAL;
            };
        }
    }

    /**
     * Whether another job of a rank may be prepared now; large ones keep others from it, but for the first of a rank.
     */
    synchronized boolean hasRoom(Rank rank) {
        Deque<QueuedJob> same = of(rank);
        return same.isEmpty() || same.size() < room && bytes() < mostBytes;
    }

    private long bytes() {
        return jobs.values().stream()
                .flatMap(Deque::stream)
                .mapToLong(QueuedJob::bytes)
                .sum();
    }

    synchronized void add(Rank rank, QueuedJob job) {
        of(rank).addLast(job);
    }

    /** Waits until a job leaves, for a while at most. */
    synchronized void awaitChange(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedWait(this, millis);
    }

    /** Whether a job of this campaign is in the queue. */
    synchronized boolean contains(String campaignId, String jobId) {
        return jobs.values().stream()
                .flatMap(Deque::stream)
                .anyMatch(job -> job.delivered().request().jobId().equals(jobId)
                        && job.delivered().request().campaignId().equals(campaignId));
    }

    /** Takes the next job if it is ready and as wanted; never one behind it. */
    synchronized Optional<ReadyJob> takeIf(Predicate<ReadyJob> wanted) {
        for (Rank rank : Rank.values()) {
            QueuedJob first = of(rank).peekFirst();
            if (first != null) {
                ReadyJob ready = first.ready();
                if (ready == null || !wanted.test(ready)) {
                    return Optional.empty();
                }
                of(rank).removeFirst();
                notifyAll();
                return Optional.of(ready);
            }
        }
        return Optional.empty();
    }

    synchronized @Nullable ReadyJob urgent() {
        QueuedJob first = of(Rank.URGENT).peekFirst();
        return first == null ? null : first.ready();
    }

    synchronized boolean isRepeating() {
        return !of(Rank.REPEATED).isEmpty();
    }

    /** Takes the jobs that turned out not to be able to run, wherever they are. */
    synchronized List<QueuedJob> takeRefused() {
        return removeIf(job -> job.refusal() != null);
    }

    synchronized List<QueuedJob> takeOf(Predicate<TopicPartition> partitions) {
        return removeIf(job -> partitions.test(job.delivered().place().partition()));
    }

    private List<QueuedJob> removeIf(Predicate<QueuedJob> unwanted) {
        List<QueuedJob> removed = new ArrayList<>();
        for (Deque<QueuedJob> ofRank : jobs.values()) {
            for (Iterator<QueuedJob> each = ofRank.iterator(); each.hasNext(); ) {
                QueuedJob job = each.next();
                if (unwanted.test(job)) {
                    each.remove();
                    removed.add(job);
                }
            }
        }
        if (!removed.isEmpty()) {
            notifyAll();
        }
        return removed;
    }

    synchronized int size() {
        return jobs.values().stream().mapToInt(Deque::size).sum();
    }

    private Deque<QueuedJob> of(Rank rank) {
        return Objects.requireNonNull(jobs.get(rank));
    }
}
