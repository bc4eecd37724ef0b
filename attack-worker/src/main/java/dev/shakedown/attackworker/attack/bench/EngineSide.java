package dev.shakedown.attackworker.attack.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine at work: as many attacks as it wants at a time, all on one image, from different starting points. Does not
 * own the network.
 */
final class EngineSide implements AutoCloseable {

    /** Finding the fastest plan takes no more. */
    static final int MOST_WARM_UP_STEPS = 20;

    private static final OperatingSystemMXBean OS = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final BenchmarkAttack subject;
    private final Passes passes;
    private final AttackBatch batch;
    private final Attack first;
    private final int steps;
    private final List<Attack> others = new ArrayList<>();
    private final List<Double> outside = new ArrayList<>();
    private double objective = Double.NaN;
    private int stepsDone;
    private long seed = 2;

    /**
     * Starts the attack whose end will be compared.
     *
     * @param steps that it will make
     */
    EngineSide(RestorationNetwork network, BenchmarkAttack subject, Passes passes, int steps) {
        this.subject = subject;
        this.passes = passes;
        this.steps = steps;
        int side = subject.blurred().width();
        this.batch = new AttackBatch(network, side, side, passes, (attack, step, distance) -> {});
        this.first = subject.attack(steps, 1);
        batch.admit(first);
    }

    Attack first() {
        return first;
    }

    /** Steps until the engine has found its plan, and keeps as many attacks as that wants. */
    void warmUp() {
        for (int i = 0; i < MOST_WARM_UP_STEPS && (i < 2 || !passes.isSettled()); i++) {
            step();
        }
        while (others.size() + 1 > passes.wanted()) {
            batch.withdraw(others.remove(others.size() - 1));
        }
    }

    /** The steps that warming up took. */
    int stepsDone() {
        return stepsDone;
    }

    /**
     * Makes steps.
     *
     * @return what one image and step took
     */
    StepSeconds steps(int count) {
        double inNetwork = batch.secondsInNetwork();
        long processorBegan = OS.getProcessCpuTime();
        long began = System.nanoTime();
        long images = 0;
        for (int i = 0; i < count; i++) {
            images += batch.rows();
            step();
        }
        double seconds = (System.nanoTime() - began) * 1e-9;
        int lanes = passes.plan(batch.rows()).lanes();
        outside.add(1 - (batch.secondsInNetwork() - inNetwork) / (seconds * lanes));
        return new StepSeconds(seconds / images, (OS.getProcessCpuTime() - processorBegan) * 1e-9 / images);
    }

    private void step() {
        while (batch.hasRoom()) {
            Attack other = subject.attack(Integer.MAX_VALUE, seed++);
            others.add(other);
            batch.admit(other);
        }
        for (AttackOutcome outcome : batch.step()) {
            if (outcome instanceof AttackOutcome.NotFinite broken) {
                throw new IllegalArgumentException(
                        "NETWORK: " + broken.what() + " is not finite at step " + broken.step() + ": must be finite");
            }
            if (outcome.attack() == first && outcome instanceof AttackOutcome.Completed done) {
                objective = done.finalObjective();
            }
        }
        stepsDone++;
    }

    /** Goes on until the first attack has made all its steps; its objective at the end. */
    double finish() {
        while (stepsDone < steps) {
            step();
        }
        return objective;
    }

    /** The median share of the time that was not spent in the network's passes, waiting for another lane included. */
    double shareOutside() {
        return Medians.of(outside);
    }

    PassPlan plan() {
        return passes.plan(batch.rows());
    }

    @Override
    public void close() {
        batch.close();
    }
}
