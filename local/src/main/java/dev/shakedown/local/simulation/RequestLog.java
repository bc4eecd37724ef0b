package dev.shakedown.local.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane: the requests of each partition that are not committed. As on Kafka, what is done is committed only once all
 * before it is, and whoever gets a partition reads it from there.
 */
final class RequestLog {

    private final Lane lane;
    private final List<Partition> partitions = new ArrayList<>();
    private long lag;
    private int partitionsWithLag;

    /** A request. */
    static final class Request {
        private final RequestLog log;
        private final Job job;
        private State state = State.WAITING;

        private Request(RequestLog log, Job job) {
            this.log = log;
            this.job = job;
        }

        Job job() {
            return job;
        }

        Lane lane() {
            return log.lane;
        }

        boolean isDone() {
            return state == State.DONE;
        }

        /** A worker has begun it. */
        void taken() {
            state = State.TAKEN;
        }

        /** Whoever reads the partition next finds it. */
        void comesAgain() {
            if (state == State.TAKEN) {
                state = State.WAITING;
                log.partitions.get(job.partition()).dropped();
            }
        }

        /** All that it caused is safe. */
        void done() {
            if (state != State.DONE) {
                state = State.DONE;
                log.commit(log.partitions.get(job.partition()));
            }
        }
    }

    private enum State {
        WAITING,
        TAKEN,
        DONE
    }

    /** Requests that are not committed, those already looked at first. */
    private static final class Partition {
        private final Deque<Request> seen = new ArrayDeque<>();
        private final Deque<Request> unseen = new ArrayDeque<>();

        private int size() {
            return seen.size() + unseen.size();
        }

        /** Something that was looked at waits again: it is all looked at again. */
        private void dropped() {
            while (!seen.isEmpty()) {
                unseen.addFirst(seen.removeLast());
            }
        }

        private @Nullable Request first() {
            while (!unseen.isEmpty() && unseen.getFirst().state != State.WAITING) {
                seen.addLast(unseen.removeFirst());
            }
            return unseen.peekFirst();
        }
    }

    RequestLog(Lane lane, int partitions) {
        this.lane = lane;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new Partition());
        }
    }

    Lane lane() {
        return lane;
    }

    int partitions() {
        return partitions.size();
    }

    /** Requests that are not committed. */
    long lag() {
        return lag;
    }

    int partitionsWithLag() {
        return partitionsWithLag;
    }

    void append(Job job) {
        Partition partition = partitions.get(job.partition());
        if (partition.size() == 0) {
            partitionsWithLag++;
        }
        partition.unseen.addLast(new Request(this, job));
        lag++;
    }

    /** The first request of a partition that nobody has begun; null if there is none. */
    @Nullable
    Request first(int partition) {
        return partitions.get(partition).first();
    }

    private void commit(Partition partition) {
        int before = partition.size();
        while (!partition.seen.isEmpty() && partition.seen.getFirst().isDone()) {
            partition.seen.removeFirst();
        }
        while (partition.seen.isEmpty()
                && !partition.unseen.isEmpty()
                && partition.unseen.getFirst().isDone()) {
            partition.unseen.removeFirst();
        }
        lag -= before - partition.size();
        if (before > 0 && partition.size() == 0) {
            partitionsWithLag--;
        }
    }
}
