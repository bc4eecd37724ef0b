package dev.shakedown.local.simulation;

import java.util.Map;

/**
 * Workers that are alike.
 *
 * @param name for people
 * @param queue whose lanes they read; empty for the default queue
 * @param passes how long a pass takes on them
 * @param slots images on their way at a time, at most
 * @param plan images in a pass, always; 0 to find out as the worker does
 * @param overheads of a job
 * @param slowdown of workers that share a machine
 * @param nodes what they run on
 * @param spot whether these are taken back
 * @param scaling how many there are
 */
public record Pool(
        String name,
        String queue,
        Map<Kind, PassTimes> passes,
        int slots,
        int plan,
        Overheads overheads,
        Slowdown slowdown,
        Nodes nodes,
        Spot spot,
        Scaling scaling) {

    public Pool {
        Check.atLeast(1, "slots", slots);
        Check.atLeast(0, "plan", plan);
        passes = Map.copyOf(passes);
    }

    /** The same, scaled otherwise. */
    public Pool withScaling(Scaling other) {
        return new Pool(name, queue, passes, slots, plan, overheads, slowdown, nodes, spot, other);
    }

    /** The same with other slots. */
    public Pool withSlots(int other) {
        return new Pool(name, queue, passes, other, plan, overheads, slowdown, nodes, spot, scaling);
    }

    /** The same on nodes that are taken back otherwise. */
    public Pool withSpot(Spot other) {
        return new Pool(name, queue, passes, slots, plan, overheads, slowdown, nodes, other, scaling);
    }

    PassChoice choice(Kind kind) {
        PassTimes times = passes.get(kind);
        if (times == null) {
            throw new IllegalArgumentException("pool " + name + ": has no step time of " + kind);
        }
        return plan > 0 ? PassChoice.fixed(times, plan) : PassChoice.measuring(times, slots);
    }
}
