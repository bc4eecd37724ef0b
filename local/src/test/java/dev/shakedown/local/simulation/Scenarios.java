package dev.shakedown.local.simulation;

import java.util.List;
import java.util.Map;

/** Scenarios in which nothing takes time but steps, to be changed by tests. */
final class Scenarios {

    static final String SIZE = "64x64";
    static final Kind NETWORK = new Kind("network", SIZE);
    static final Delivery PROMPT = new Delivery(1e9, 1000, 0, 1e9, 0);
    static final Publication AT_ONCE = new Publication(0, 1e12);

    private Scenarios() {}

    static WorkGroup work(int jobs, int steps, int chunk) {
        return new WorkGroup("", NETWORK.network(), SIZE, jobs, steps, 1, chunk);
    }

    static Pool pool(PassTimes times, int slots, Scaling scaling) {
        return new Pool(
                "pool",
                "",
                Map.of(NETWORK, times),
                slots,
                0,
                Overheads.NONE,
                Slowdown.NONE,
                Nodes.AT_ONCE,
                Spot.NEVER,
                scaling);
    }

    static Pool with(Pool pool, Overheads overheads) {
        return new Pool(
                pool.name(),
                pool.queue(),
                pool.passes(),
                pool.slots(),
                pool.plan(),
                overheads,
                pool.slowdown(),
                pool.nodes(),
                pool.spot(),
                pool.scaling());
    }

    static Pool with(Pool pool, Nodes nodes) {
        return new Pool(
                pool.name(),
                pool.queue(),
                pool.passes(),
                pool.slots(),
                pool.plan(),
                pool.overheads(),
                pool.slowdown(),
                nodes,
                pool.spot(),
                pool.scaling());
    }

    static Pool with(Pool pool, Slowdown slowdown) {
        return new Pool(
                pool.name(),
                pool.queue(),
                pool.passes(),
                pool.slots(),
                pool.plan(),
                pool.overheads(),
                slowdown,
                pool.nodes(),
                pool.spot(),
                pool.scaling());
    }

    static Scenario scenario(WorkGroup work, Pool pool) {
        return new Scenario(List.of(work), AT_ONCE, 64, PROMPT, List.of(pool), Scenario.LONG);
    }
}
