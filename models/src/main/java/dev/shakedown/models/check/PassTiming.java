package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a network takes for one picture.
 *
 * @param side of the picture in pixels
 * @param forwardSeconds for N(y, b), the median of a few
 * @param gradientSeconds for an objective with its input gradient, as a step of an attack needs it
 */
public record PassTiming(int side, double forwardSeconds, double gradientSeconds) {

    /** Side of the kernel that non-blind networks are timed with. */
    public static final int KERNEL_SIDE = 17;

    private static final int PASSES = 3;
    private static final double LONG = 5;

    /** Times a network; passes that take more than {@value #LONG} seconds are made only once. */
    public static PassTiming measure(RestorationNetwork network, int side) {
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            TrialInput input = new TrialInput(manager, 1);
            NDArray y = input.pictures(1, side, side);
            boolean blind = network.card().kind() == NetworkCard.Kind.BLIND;
            @Nullable NDArray b = blind ? null : input.kernels(KERNEL_SIDE).get(0);
            // Reading a number waits for the device.
            double forward = median(
                    manager,
                    y,
                    b,
                    (picture, kernel) -> Autograd.unrecorded(() -> network.restore(picture, kernel))
                            .sum()
                            .getFloat());
            double gradient = median(
                    manager,
                    y,
                    b,
                    (picture, kernel) -> InputGradient.of(
                                    network,
                                    picture,
                                    kernel,
                                    output -> output.square().sum(new int[] {1, 2, 3}))
                            .gradient()
                            .sum()
                            .getFloat());
            return new PassTiming(side, forward, gradient);
        }
    }

    private interface Pass {
        float run(NDArray y, @Nullable NDArray b);
    }

    private static double median(NDManager manager, NDArray y, @Nullable NDArray b, Pass pass) {
        double first = seconds(manager, y, b, pass);
        if (first > LONG) {
            return first;
        }
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < PASSES; i++) {
            seconds.add(seconds(manager, y, b, pass));
        }
        Collections.sort(seconds);
        return seconds.get(PASSES / 2);
    }

    private static double seconds(NDManager manager, NDArray y, @Nullable NDArray b, Pass pass) {
        long began = System.nanoTime();
        try (NDManager scope = manager.newSubManager()) {
            y.tempAttach(scope);
            if (b != null) {
                b.tempAttach(scope);
            }
            pass.run(y, b);
        }
        return (System.nanoTime() - began) * 1e-9;
    }
}
