package dev.shakedown.local.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;

/** Runs a scenario once. */
public final class Simulation {

    /** Requests that are published at once, as far as the simulation is concerned. */
    private static final int PUBLISHED_TOGETHER = 32;

    private final Scenario scenario;
    private final Agenda agenda = new Agenda();
    private final Ledger ledger;
    private final Map<String, Queue> queues = new HashMap<>();
    private final List<WorkerPool> pools = new ArrayList<>();
    private final Timeline timeline = new Timeline();
    private long mostLag;

    private record Queue(ConsumerGroup group, Map<Lane, RequestLog> lanes) {

        private RequestLog log(Lane lane) {
            RequestLog log = lanes.get(lane);
            if (log == null) {
                throw new IllegalStateException("no lane " + lane);
            }
            return log;
        }

        private long lag() {
            return lanes.values().stream().mapToLong(RequestLog::lag).sum();
        }
    }

    private Simulation(Scenario scenario, long seed, List<Set<TopicPartition>> firstShares) {
        this.scenario = scenario;
        this.ledger = new Ledger(scenario.jobs());
        for (String name : scenario.queues()) {
            Map<Lane, RequestLog> lanes = new EnumMap<>(Lane.class);
            for (Lane lane : Lane.values()) {
                lanes.put(lane, new RequestLog(lane, scenario.partitions()));
            }
            queues.put(
                    name,
                    new Queue(
                            new ConsumerGroup(
                                    agenda,
                                    scenario.partitions(),
                                    scenario.delivery().rebalance()),
                            lanes));
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (Pool pool : scenario.pools()) {
            Queue queue = queue(pool.queue());
            SimulatedWorker.Shop shop =
                    new SimulatedWorker.Shop(agenda, scenario.delivery(), ledger, queue.group(), queue.lanes());
            pools.add(new WorkerPool(pool, shop, random.split(), firstShares));
        }
    }

    /**
     * Simulates.
     *
     * @param seed decides when nodes are taken back; of no consequence without
     */
    public static Outcome run(Scenario scenario, long seed) {
        return new Simulation(scenario, seed, List.of()).run();
    }

    /**
     * Simulates one pool whose first workers have these partitions from the beginning, as they were seen to have them
     * in a real group.
     *
     * @param firstShares a set for each worker, of the topics of the default queue
     */
    public static Outcome run(Scenario scenario, long seed, List<Set<TopicPartition>> firstShares) {
        if (scenario.pools().size() != 1) {
            throw new IllegalArgumentException("pools: " + scenario.pools().size() + ": must be one");
        }
        return new Simulation(scenario, seed, firstShares).run();
    }

    /** The partition that a request with this key lies in. */
    public static int partition(String key, int partitions) {
        return BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions);
    }

    private Outcome run() {
        for (WorkerPool pool : pools) {
            if (pool.pool().scaling() instanceof Scaling.Fixed fixed) {
                pool.scaleTo(fixed.workers());
            } else if (pool.pool().scaling() instanceof Scaling.Keda keda) {
                Queue queue = queue(pool.pool().queue());
                new KedaScaler(keda, agenda, pool, List.of(queue.log(Lane.NORMAL), queue.log(Lane.RESUMED))).start();
            }
        }
        agenda.after(scenario.publication().delay(), () -> publish(0, 0));
        while (!isOver() && agenda.next(scenario.horizon())) {
            note();
        }
        double end = ledger.isComplete() ? ledger.lastStored() : scenario.horizon();
        long rebalances = queues.values().stream()
                .mapToLong(queue -> queue.group().rebalances())
                .sum();
        return ledger.outcome(
                end,
                rebalances,
                mostLag,
                pools.stream().map(pool -> pool.outcome(end)).toList(),
                timeline);
    }

    private boolean isOver() {
        return ledger.isComplete()
                && pools.stream()
                        .allMatch(pool -> pool.pool().scaling() instanceof Scaling.Fixed
                                || pool.pool().scaling() instanceof Scaling.Keda keda && pool.isDownTo(keda.min()));
    }

    private void publish(int group, int job) {
        WorkGroup work = scenario.work().get(group);
        Queue queue = queue(work.queue());
        int until = Math.min(work.jobs(), job + PUBLISHED_TOGETHER);
        for (int i = job; i < until; i++) {
            int partition = partition(work.key(i), scenario.partitions());
            queue.log(Lane.NORMAL).append(new Job(work, partition));
            wakeOwner(queue, partition);
        }
        boolean ended = until == work.jobs();
        if (!ended || group + 1 < scenario.work().size()) {
            agenda.after(
                    (until - job) / scenario.publication().jobsPerSecond(),
                    () -> publish(ended ? group + 1 : group, ended ? 0 : until));
        }
    }

    private void wakeOwner(Queue queue, int partition) {
        ConsumerGroup.Member owner = queue.group().owner(new TopicPartition(Lane.NORMAL.topic(), partition));
        if (owner instanceof SimulatedWorker worker) {
            worker.wake();
        }
    }

    private long lag() {
        long lag = 0;
        for (Queue queue : queues.values()) {
            lag += queue.lag();
        }
        return lag;
    }

    private void note() {
        int workers = 0;
        int nodes = 0;
        for (WorkerPool pool : pools) {
            workers += pool.ready();
            nodes += pool.nodes();
        }
        long lag = lag();
        mostLag = Math.max(mostLag, lag);
        timeline.note(new Timeline.Sample(agenda.now(), workers, nodes, lag));
    }

    private Queue queue(String name) {
        Queue queue = queues.get(name);
        if (queue == null) {
            throw new IllegalStateException("no queue " + name);
        }
        return queue;
    }
}
