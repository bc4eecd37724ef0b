package dev.shakedown.local.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * KEDA and its HorizontalPodAutoscaler: KEDA itself takes a pool from zero to one and back, the autoscaler does the
 * rest, from the lag of each lane that KEDA shows it.
 */
final class KedaScaler {

    private final Scaling.Keda policy;
    private final Agenda agenda;
    private final WorkerPool pool;
    private final List<RequestLog> lanes;
    private final Deque<Recommendation> recommendations = new ArrayDeque<>();
    private final Deque<Recommendation> changes = new ArrayDeque<>();
    private double lastActive = Double.NEGATIVE_INFINITY;

    /** So many workers, or so many more, at a time. */
    private record Recommendation(double time, int workers) {}

    KedaScaler(Scaling.Keda policy, Agenda agenda, WorkerPool pool, List<RequestLog> lanes) {
        this.policy = policy;
        this.agenda = agenda;
        this.pool = pool;
        this.lanes = List.copyOf(lanes);
    }

    void start() {
        pool.scaleTo(policy.min());
        agenda.after(policy.pollingInterval(), this::poll);
        agenda.after(policy.behaviour().sync(), this::sync);
    }

    private void poll() {
        boolean active = lanes.stream().anyMatch(lane -> lane.lag() > policy.activationLag());
        if (active) {
            lastActive = agenda.now();
        }
        if (active && pool.replicas() == 0) {
            pool.scaleTo(Math.max(1, policy.min()));
        } else if (!active
                && policy.min() == 0
                && pool.replicas() > 0
                && agenda.now() - lastActive >= policy.cooldown()) {
            pool.scaleTo(0);
        }
        agenda.after(policy.pollingInterval(), this::poll);
    }

    private void sync() {
        // At zero the autoscaler is switched off.
        if (pool.replicas() > 0) {
            follow();
        }
        agenda.after(policy.behaviour().sync(), this::sync);
    }

    private void follow() {
        HpaBehaviour behaviour = policy.behaviour();
        int present = pool.replicas();
        int wanted = Math.max(1, policy.min());
        for (RequestLog lane : lanes) {
            wanted = Math.max(wanted, wanted(lane, present));
        }
        wanted = Math.min(wanted, policy.max());
        double now = agenda.now();
        recommendations.addLast(new Recommendation(now, wanted));
        double longest = Math.max(behaviour.upStabilisation(), behaviour.downStabilisation());
        while (recommendations.getFirst().time() < now - longest) {
            recommendations.removeFirst();
        }
        int stable = present;
        int least = since(now - behaviour.upStabilisation()).min().orElse(wanted);
        int most = since(now - behaviour.downStabilisation()).max().orElse(wanted);
        if (present < least) {
            stable = least;
        }
        if (present > most) {
            stable = most;
        }
        resize(limited(stable, present));
    }

    private IntStream since(double time) {
        return recommendations.stream()
                .filter(recommendation -> recommendation.time() >= time)
                .mapToInt(Recommendation::workers);
    }

    /** What one lane asks for. */
    private int wanted(RequestLog lane, int present) {
        double lag = shown(lane);
        double ratio = lag / (policy.lagThreshold() * (double) present);
        if (Math.abs(1 - ratio) <= policy.behaviour().tolerance()) {
            return present;
        }
        return (int) Math.ceil(lag / policy.lagThreshold());
    }

    /** The lag as KEDA shows it: no more than as many workers need as there may be readers. */
    private long shown(RequestLog lane) {
        if (policy.allowIdleConsumers()) {
            return lane.lag();
        }
        long bound = policy.limitToPartitionsWithLag() ? lane.partitionsWithLag() : lane.partitions();
        return lane.lag() / policy.lagThreshold() > bound ? bound * policy.lagThreshold() : lane.lag();
    }

    /** As far as the policies let it go, counted from where it was a period ago. */
    private int limited(int wanted, int present) {
        HpaBehaviour behaviour = policy.behaviour();
        if (wanted > present) {
            int before = present - changed(behaviour.upPeriod());
            int byPercent = (int) Math.ceil(before * (1 + behaviour.upPercent() / 100.0));
            return Math.min(wanted, Math.max(present, Math.max(before + behaviour.upPods(), byPercent)));
        }
        if (wanted < present) {
            int before = present - changed(behaviour.downPeriod());
            int byPercent = (int) Math.floor(before * (1 - behaviour.downPercent() / 100.0));
            return Math.max(wanted, Math.min(present, Math.min(before - behaviour.downPods(), byPercent)));
        }
        return present;
    }

    /** By how much the autoscaler has changed the pool in a period that ends now. */
    private int changed(double period) {
        return changes.stream()
                .filter(change -> change.time() > agenda.now() - period)
                .mapToInt(Recommendation::workers)
                .sum();
    }

    private void resize(int workers) {
        int present = pool.replicas();
        if (workers != present) {
            double longest =
                    Math.max(policy.behaviour().upPeriod(), policy.behaviour().downPeriod());
            changes.removeIf(change -> change.time() <= agenda.now() - longest);
            changes.addLast(new Recommendation(agenda.now(), workers - present));
            pool.scaleTo(workers);
        }
    }
}
