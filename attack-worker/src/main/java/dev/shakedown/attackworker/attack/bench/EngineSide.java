package dev.shakedown.attackworker.attack.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.models.check.TrialInput;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine at work: as many attacks as it wants at a time, all on one image, from different starting points. Does not
 * own the network.
 */
final class EngineSide implements AutoCloseable {

    /** With a plan that is given. */
    static final int LEAST_WARM_UP_STEPS = 2;

    /** Finding the fastest plan takes no more. */
    static final int MOST_WARM_UP_STEPS = 20;

    private static final OperatingSystemMXBean OS = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final RestorationNetwork network;
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

    /** Starts the attack whose end will be compared. */
    EngineSide(RestorationNetwork network, BenchmarkAttack subject, Passes passes, int steps) {
        this.network = network;
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

    /**
     * Steps until the engine has found its plan, or made two steps with one that was given, and keeps as many attacks
     * as that wants.
     */
    void warmUp() {
        for (int i = 0; i < MOST_WARM_UP_STEPS && (i < LEAST_WARM_UP_STEPS || !passes.isSettled()); i++) {
            step();
        }
        while (others.size() + 1 > passes.wanted()) {
            batch.withdraw(others.remove(others.size() - 1));
        }
        batch.await();
    }

    /** The steps that warming up took. */
    int stepsDone() {
        return stepsDone;
    }

    /** Makes steps; returns what one image and step took. */
    StepSeconds steps(int count) {
        double inNetwork = batch.secondsInNetwork();
        long processorBegan = OS.getProcessCpuTime();
        long began = System.nanoTime();
        long images = 0;
        for (int i = 0; i < count; i++) {
            images += batch.rows();
            step();
        }
        batch.await();
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
        for (EndedAttack ended : batch.step()) {
            try (ended) {
                end(ended);
            }
        }
        stepsDone++;
    }

    private void end(EndedAttack ended) {
        AttackOutcome outcome = ended.outcome(network);
        if (outcome instanceof AttackOutcome.NotFinite broken) {
            throw new IllegalArgumentException(
                    "NETWORK: " + broken.what() + " is not finite at step " + broken.step() + ": must be finite");
        }
        if (ended.attack() == first && outcome instanceof AttackOutcome.Completed done) {
            objective = done.finalObjective();
        }
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
        return median(outside);
    }

    PassPlan plan() {
        return passes.plan(batch.rows());
    }

    @Override
    public void close() {
        batch.close();
    }

    /**
     * What one image-step takes.
     *
     * @param wall seconds that pass
     * @param processor seconds of all threads of the process; other work on the machine changes them less
     */
    record StepSeconds(double wall, double processor) {}

    /**
     * What both sides of the benchmark attack: one image and kernel, untargeted, 4/255.
     *
     * @param blurred y, in [0,1]
     * @param kernel b
     */
    record BenchmarkAttack(PlanarImage blurred, BlurKernel kernel) {

        private static final double BUDGET = 4;
        private static final double STEP_SIZE = 1e-3;

        /** Draws one, always the same. */
        static BenchmarkAttack of(int size, int kernelSize) {
            try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
                NDArray picture = new TrialInput(manager, 1).pictures(1, size, size);
                return new BenchmarkAttack(
                        PlanarImage.of(size, size, picture.toFloatArray()),
                        GaussianKernel.of(kernelSize, kernelSize / 6.0));
            }
        }

        /** The attack from one starting point. */
        Attack attack(int steps, long seed) {
            AttackSpec spec =
                    new AttackSpec(new Objective.Untargeted(), steps, STEP_SIZE, true, AttackSpec.Iterate.LAST);
            return new Attack(blurred, kernel, null, spec, Attack.epsilonOf(BUDGET), seed);
        }
    }

    /** The middle of measurements, which a few disturbed ones do not move. */
    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
