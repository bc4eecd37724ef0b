package dev.shakedown.local.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A pool's pods and nodes: asks for nodes, starts workers on them, stops them, and gives nodes back. A node that its
 * owner takes back is replaced at once, as a Deployment does.
 */
final class WorkerPool {

    private static final double SECONDS_AN_HOUR = 3600;

    private final Pool pool;
    private final SimulatedWorker.Shop shop;
    private final Host host;
    private final SplittableRandom random;
    private final Deque<Set<TopicPartition>> firstShares;
    private final List<Pod> pods = new ArrayList<>();
    private final Deque<Node> idle = new ArrayDeque<>();
    private int leaving;
    private int nodes;
    private int ready;
    private int mostReady;
    private int named;
    private double nodeSeconds;
    private double workerSeconds;
    private double busySeconds;
    private final List<Node> paid = new ArrayList<>();

    /** A machine. */
    private final class Node {
        private final double asked = shop.agenda().now();
        private final double readyAt = asked + pool.nodes().boot();
        private boolean hasImage;
        private boolean ended;
        /** Its owner has given notice. */
        private boolean doomed;

        private @Nullable Pod pod;
        private Agenda.@Nullable Entry lingering;

        private void end() {
            if (!ended) {
                ended = true;
                idle.remove(this);
                nodes--;
                nodeSeconds += shop.agenda().now() - asked;
                paid.remove(this);
            }
        }
    }

    /** A worker's place. */
    private final class Pod {
        private final SimulatedWorker worker;
        private final Node node;
        private final int number;
        private double readySince = Double.NaN;
        private boolean stopping;
        private boolean over;

        private Pod(SimulatedWorker worker, Node node, int number) {
            this.worker = worker;
            this.node = node;
            this.number = number;
        }

        private boolean isReady() {
            return !Double.isNaN(readySince);
        }
    }

    /**
     * A pool without workers.
     *
     * @param firstShares partitions that the first workers have from the beginning, a set each; empty if the group
     *     decides
     */
    WorkerPool(Pool pool, SimulatedWorker.Shop shop, SplittableRandom random, List<Set<TopicPartition>> firstShares) {
        this.pool = pool;
        this.shop = shop;
        this.host = new Host(shop.agenda(), pool.slowdown());
        this.random = random;
        this.firstShares = new ArrayDeque<>(firstShares);
    }

    Pool pool() {
        return pool;
    }

    /** Pods that are not being stopped, ready or not. */
    int replicas() {
        return pods.size();
    }

    int ready() {
        return ready;
    }

    int nodes() {
        return nodes;
    }

    /** Whether nothing but so many workers is left. */
    boolean isDownTo(int workers) {
        return pods.size() == workers && leaving == 0 && nodes == workers;
    }

    void scaleTo(int workers) {
        while (pods.size() < workers) {
            start();
        }
        while (pods.size() > workers) {
            // Those that are not ready first, then the youngest, as a ReplicaSet chooses.
            Pod victim = pods.stream()
                    .max(Comparator.comparing((Pod pod) -> !pod.isReady()).thenComparingInt(pod -> pod.number))
                    .orElseThrow();
            stop(victim);
        }
    }

    private void start() {
        Node node = idle.isEmpty() ? ask() : idle.removeFirst();
        if (node.lingering != null) {
            node.lingering.callOff();
        }
        int number = named++;
        String name = "%s-%06d".formatted(pool.name(), number);
        Pod pod = new Pod(new SimulatedWorker(name, pool, shop, host), node, number);
        node.pod = pod;
        pods.add(pod);
        double boot = Math.max(0, node.readyAt - shop.agenda().now());
        double pull = node.hasImage ? 0 : pool.nodes().imagePull();
        shop.agenda().after(boot + pull + pool.nodes().workerStart(), () -> {
            if (!pod.over) {
                node.hasImage = true;
                pod.readySince = shop.agenda().now();
                ready++;
                mostReady = Math.max(mostReady, ready);
                join(pod.worker);
            }
        });
    }

    private void join(SimulatedWorker worker) {
        Set<TopicPartition> share = firstShares.poll();
        if (share == null) {
            shop.group().join(worker);
        } else {
            shop.group().joinWith(worker, share);
        }
    }

    private Node ask() {
        Node node = new Node();
        nodes++;
        paid.add(node);
        double rate = pool.spot().interruptionsPerHour();
        if (rate > 0) {
            double life = -Math.log(1 - random.nextDouble()) * SECONDS_AN_HOUR / rate;
            shop.agenda().after(pool.nodes().boot() + life, () -> takeBack(node));
        }
        return node;
    }

    /** The notice; then the end, if the worker is not gone by then. */
    private void takeBack(Node node) {
        if (node.ended) {
            return;
        }
        node.doomed = true;
        shop.ledger().interrupted();
        idle.remove(node);
        Pod pod = node.pod;
        shop.agenda().after(pool.spot().notice(), () -> {
            if (pod != null && !pod.over) {
                pod.worker.kill(false);
                over(pod);
            }
            node.end();
        });
        if (pod != null && !pod.stopping) {
            int wanted = pods.size();
            if (pool.spot().notice() > 0) {
                stop(pod);
            } else {
                pods.remove(pod);
                pod.stopping = true;
                leaving++;
            }
            scaleTo(wanted);
        }
    }

    private void stop(Pod pod) {
        pods.remove(pod);
        pod.stopping = true;
        leaving++;
        if (pod.isReady()) {
            pod.worker.drain(() -> over(pod));
        } else {
            over(pod);
        }
    }

    private void over(Pod pod) {
        if (pod.over) {
            return;
        }
        pod.over = true;
        leaving--;
        if (pod.isReady()) {
            ready--;
            workerSeconds += shop.agenda().now() - pod.readySince;
            busySeconds += pod.worker.busySeconds();
        }
        Node node = pod.node;
        node.pod = null;
        if (!node.ended && !node.doomed) {
            idle.addLast(node);
            node.lingering = shop.agenda().after(pool.nodes().linger(), node::end);
        }
    }

    /** What it took, if what is left of it stops at a time that may lie in the past. */
    Outcome.PoolOutcome outcome(double end) {
        double seconds = nodeSeconds;
        for (Node node : paid) {
            seconds += Math.max(0, end - node.asked);
        }
        double working = workerSeconds;
        double busy = busySeconds;
        for (Pod pod : pods) {
            if (pod.isReady()) {
                working += Math.max(0, end - pod.readySince);
                busy += pod.worker.busySeconds();
            }
        }
        return new Outcome.PoolOutcome(
                pool.name(),
                mostReady,
                working,
                busy,
                seconds,
                seconds * pool.nodes().gpus(),
                seconds / SECONDS_AN_HOUR * pool.nodes().pricePerHour());
    }
}
