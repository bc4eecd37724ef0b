package dev.shakedown.attackworker.attack;

import dev.shakedown.attackworker.throughput.MemoryMeter;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.PassPlanner;
import dev.shakedown.attackworker.throughput.PassThreads;
import dev.shakedown.attackworker.throughput.Passes;

/** Passes by a plan that does not change. */
final class TestPasses {

    private static final PassThreads LANES = new PassThreads();

    private TestPasses() {}

    static Passes of(int rows, int lanes) {
        return new Passes(PassPlanner.fixed(new PassPlan(rows, lanes)), LANES, MemoryMeter.NONE);
    }
}
