package dev.shakedown.attack.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.attack.Attack;
import dev.shakedown.attack.AttackBatch;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.kernel.BlurKernel;
import dev.shakedown.kernel.GaussianKernel;
import dev.shakedown.restoration.InputGradient;
import dev.shakedown.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Times whole attack steps and the network's bare passes in turn, on one image. Does not own the network. */
final class StepTiming implements AutoCloseable {

    private static final int KERNEL_SIZE = 17;
    private static final int WARM_UP_STEPS = 5;

    private final RestorationNetwork network;
    private final AttackBatch batch;
    private final NDManager manager;
    private final NDArray y;
    private final NDArray b;
    private final List<Double> steps = new ArrayList<>();
    private final List<Double> passes = new ArrayList<>();

    StepTiming(RestorationNetwork network, int size) {
        this.network = network;
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[3 * size * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        PlanarImage image = PlanarImage.of(size, size, values);
        BlurKernel kernel = GaussianKernel.of(KERNEL_SIZE, 3);
        AttackSpec endless =
                new AttackSpec(new Objective.Untargeted(), Integer.MAX_VALUE, 1e-3, true, AttackSpec.Iterate.LAST);
        this.batch = new AttackBatch(network, size, size, 10, (attack, step, objective) -> {});
        this.batch.admit(new Attack(image, kernel, null, endless, Attack.epsilonOf(4), 1));
        this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        this.y = manager.create(values, new Shape(1, 3, size, size));
        double[] weights = kernel.weights();
        float[] kernelValues = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            kernelValues[i] = (float) weights[i];
        }
        this.b = manager.create(kernelValues, new Shape(1, 1, KERNEL_SIZE, KERNEL_SIZE));
    }

    void warmUp() {
        attackSteps(WARM_UP_STEPS);
        barePasses(WARM_UP_STEPS);
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
        manager.close();
    }
}
