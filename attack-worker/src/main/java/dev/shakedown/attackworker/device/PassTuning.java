package dev.shakedown.attackworker.device;

import ai.djl.Device;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.PassPlanner;
import dev.shakedown.attackworker.throughput.PassThreads;
import dev.shakedown.attackworker.throughput.Passes;
import java.util.function.LongConsumer;

/** What was found out about the fastest passes, by network and image size. Belongs to the attack loop's thread. */
final class PassTuning implements AutoCloseable {

    private static final String MEASURE = "measure";
    private static final int REMEMBERED = 1000;

    private final int slots;
    private final PassPlan fixed;
    private final boolean measuring;
    private final PassThreads lanes = new PassThreads();
    private final Cache<Affinity, Passes> passes = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    PassTuning(WorkerConfig config) {
        if (config.slots() < 1) {
            throw new IllegalArgumentException("shakedown.worker.slots: " + config.slots() + ": must be 1 or more");
        }
        this.slots = config.slots();
        this.measuring = config.plan().equals(MEASURE);
        this.fixed = measuring ? PassPlan.ONE_BY_ONE : plan(config.plan());
    }

    private static PassPlan plan(String text) {
        try {
            return PassPlan.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("shakedown.worker.plan: " + e.getMessage() + ", or " + MEASURE, e);
        }
    }

    /** The passes of jobs; {@code memoryOfPass} is told what one image takes, in bytes. */
    Passes passes(Affinity affinity, Device device, LongConsumer memoryOfPass) {
        return passes.get(affinity, jobs -> {
            int sideBySide = device.isGpu() ? 1 : lanes.most();
            PassPlanner planner = measuring ? PassPlanner.measuring(slots, sideBySide) : PassPlanner.fixed(fixed);
            return new Passes(planner, lanes, !device.isGpu(), memoryOfPass);
        });
    }

    @Override
    public void close() {
        lanes.close();
    }
}
