package dev.shakedown.local.simulation;

import java.util.List;

/**
 * What came of a simulation.
 *
 * @param complete whether all jobs ended before the horizon
 * @param makespan from the submission to the last stored result; to the horizon if it is not complete
 * @param jobs that have a result
 * @param jobsGivenUp of these, those that were given up after too many failed attempts
 * @param steps updates that were made
 * @param stepsLost of these, those that were made for nothing, because their worker was killed
 * @param jobsRedone how often a job began a leg again after its worker was killed
 * @param legs how often a job was given back with its state
 * @param interruptions nodes that were taken back
 * @param kills workers that ended without giving back their jobs
 * @param rebalances of all groups
 * @param mostLag the most requests that were not acknowledged
 * @param pools what each pool took
 * @param timeline workers, nodes and lag
 */
public record Outcome(
        boolean complete,
        double makespan,
        long jobs,
        long jobsGivenUp,
        long steps,
        long stepsLost,
        long jobsRedone,
        long legs,
        long interruptions,
        long kills,
        long rebalances,
        long mostLag,
        List<PoolOutcome> pools,
        Timeline timeline) {

    public Outcome {
        pools = List.copyOf(pools);
    }

    /**
     * What a pool took.
     *
     * @param name of the pool
     * @param mostWorkers that were in their group at a time
     * @param workerSeconds in the group, all workers together
     * @param busySeconds of these, in which they computed
     * @param nodeSeconds paid for
     * @param gpuSeconds paid for
     * @param cost in the currency of the prices
     */
    public record PoolOutcome(
            String name,
            int mostWorkers,
            double workerSeconds,
            double busySeconds,
            double nodeSeconds,
            double gpuSeconds,
            double cost) {}

    /** In the currency of the prices. */
    public double cost() {
        return pools.stream().mapToDouble(PoolOutcome::cost).sum();
    }

    /** Seconds of GPUs that are paid for. */
    public double gpuSeconds() {
        return pools.stream().mapToDouble(PoolOutcome::gpuSeconds).sum();
    }

    /** Seconds of workers in their groups. */
    public double workerSeconds() {
        return pools.stream().mapToDouble(PoolOutcome::workerSeconds).sum();
    }

    /** Seconds of nodes that are paid for. */
    public double nodeSeconds() {
        return pools.stream().mapToDouble(PoolOutcome::nodeSeconds).sum();
    }

    /** The part of the paid time in which workers computed; 0 if nothing is paid for. */
    public double utilisation() {
        double paid = nodeSeconds();
        return paid == 0
                ? 0
                : pools.stream().mapToDouble(PoolOutcome::busySeconds).sum() / paid;
    }

    /** The most workers at a time, each pool for itself. */
    public int mostWorkers() {
        return pools.stream().mapToInt(PoolOutcome::mostWorkers).sum();
    }
}
