package dev.shakedown.local.simulation;

import java.util.List;
import java.util.TreeSet;

/**
 * What is to be simulated.
 *
 * @param work in the order in which it is published
 * @param publication how it gets onto Kafka
 * @param partitions of each lane
 * @param delivery of all workers
 * @param pools who works
 * @param horizon nothing is simulated beyond that time
 */
public record Scenario(
        List<WorkGroup> work,
        Publication publication,
        int partitions,
        Delivery delivery,
        List<Pool> pools,
        double horizon) {

    /** Ninety days. */
    public static final double LONG = 90 * 86_400.0;

    public Scenario {
        Check.atLeast(1, "partitions", partitions);
        Check.positive("horizon", horizon);
        work = List.copyOf(work);
        pools = List.copyOf(pools);
        if (work.isEmpty() || pools.isEmpty()) {
            throw new IllegalArgumentException("work and pools: must have one entry at least, each");
        }
        for (WorkGroup group : work) {
            List<Pool> readers = pools.stream()
                    .filter(pool -> pool.queue().equals(group.queue()))
                    .toList();
            if (readers.isEmpty()) {
                throw new IllegalArgumentException("queue: " + (group.queue().isEmpty() ? "(default)" : group.queue())
                        + ": must be read by a pool");
            }
            readers.forEach(pool -> pool.choice(group.kind()));
        }
    }

    /** Jobs of all work. */
    public long jobs() {
        return work.stream().mapToLong(WorkGroup::jobs).sum();
    }

    /** Updates of all jobs. */
    public long steps() {
        return work.stream().mapToLong(WorkGroup::totalSteps).sum();
    }

    /** The queues that work travels in. */
    public TreeSet<String> queues() {
        TreeSet<String> queues = new TreeSet<>();
        work.forEach(group -> queues.add(group.queue()));
        pools.forEach(pool -> queues.add(pool.queue()));
        return queues;
    }

    /** The same with other pools. */
    public Scenario withPools(List<Pool> others) {
        return new Scenario(work, publication, partitions, delivery, others, horizon);
    }

    /** The same with another number of partitions. */
    public Scenario withPartitions(int others) {
        return new Scenario(work, publication, others, delivery, pools, horizon);
    }

    /** The same with other delivery. */
    public Scenario withDelivery(Delivery other) {
        return new Scenario(work, publication, partitions, other, pools, horizon);
    }

    /** The same with other work. */
    public Scenario withWork(List<WorkGroup> others) {
        return new Scenario(others, publication, partitions, delivery, pools, horizon);
    }
}
