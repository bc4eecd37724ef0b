package dev.shakedown.attack.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.attack.Attack;
import dev.shakedown.attack.AttackBatch;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import dev.shakedown.kernel.GaussianKernel;
import dev.shakedown.restoration.InputGradient;
import dev.shakedown.restoration.RestorationNetwork;
import dev.shakedown.restoration.check.TrialInput;
import dev.shakedown.throughput.Lanes;
import dev.shakedown.throughput.PassPlan;
import dev.shakedown.throughput.PassPlanner;
import dev.shakedown.throughput.Passes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Times whole attack steps and the network's bare passes in turn, on one image. Does not own the network. */
final class StepTiming implements AutoCloseable {

    private final RestorationNetwork network;
    private final Lanes lanes;
    private final AttackBatch batch;
    private final NDManager manager;
    private final NDArray y;
    private final NDArray b;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> passes = new ArrayList<>();
    private final List<TracePoint> trace = new ArrayList<>();

    /**
     * Starts an attack.
     *
     * @param size side of the image
     * @param kernelSize side of the kernel, odd
     */
    StepTiming(RestorationNetwork network, int size, int kernelSize) {
        this.network = network;
        this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        this.y = new TrialInput(manager, 1).pictures(1, size, size);
        PlanarImage image = PlanarImage.of(size, size, y.toFloatArray());
        BlurKernel kernel = GaussianKernel.of(kernelSize, kernelSize / 6.0);
        AttackSpec endless =
                new AttackSpec(new Objective.Untargeted(), Integer.MAX_VALUE, 1e-3, true, AttackSpec.Iterate.LAST);
        this.lanes = new Lanes();
        Passes passes = new Passes(PassPlanner.fixed(PassPlan.ONE_BY_ONE), lanes, true);
        this.batch = new AttackBatch(network, size, size, passes, (attack, step, objective) -> {
            trace.add(new TracePoint(step, objective));
        });
        this.batch.admit(new Attack(image, kernel, null, endless, Attack.epsilonOf(4), 1));
        double[] weights = kernel.weights();
        float[] kernelValues = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            kernelValues[i] = (float) weights[i];
        }
        this.b = manager.create(kernelValues, new Shape(1, 1, kernelSize, kernelSize));
    }

    /** Runs {@code count} of each without timing them. */
    void warmUp(int count) {
        attackSteps(count);
        barePasses(count);
    }

    /** Times {@code count} of each. */
    void round(int count) {
        steps.add(attackSteps(count));
        passes.add(barePasses(count));
    }

    double secondsPerStep() {
        return median(steps);
    }

    double secondsPerPass() {
        return median(passes);
    }

    /** Median over the rounds of 1 - pass / step. */
    double shareOutside() {
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            shares.add(1 - passes.get(i) / steps.get(i));
        }
        return median(shares);
    }

    /** The objective at the random start. */
    TracePoint first() {
        return trace.get(0);
    }

    /** The objective where it was read last. */
    TracePoint last() {
        return trace.get(trace.size() - 1);
    }

    private double attackSteps(int count) {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            batch.step();
        }
        return secondsSince(began) / count;
    }

    private double barePasses(int count) {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray input = y.duplicate();
                input.attach(scope);
                b.tempAttach(scope);
                InputGradient pass = InputGradient.of(network, input, b, output -> output.sum(new int[] {1, 2, 3}));
                // Waits for the device, as reading an objective does.
                pass.objective().toFloatArray();
            }
        }
        return secondsSince(began) / count;
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) * 1e-9;
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        batch.close();
        lanes.close();
        manager.close();
    }
}
