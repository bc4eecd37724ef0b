package dev.shakedown.attack;

import dev.shakedown.throughput.Lanes;
import dev.shakedown.throughput.PassPlan;
import dev.shakedown.throughput.PassPlanner;
import dev.shakedown.throughput.Passes;

/** Passes by a plan that does not change. */
final class TestPasses {

    private static final Lanes LANES = new Lanes();

    private TestPasses() {}

    static Passes of(int rows, int lanes) {
        return new Passes(PassPlanner.fixed(new PassPlan(rows, lanes)), LANES, false);
    }
}
