package dev.shakedown.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TorchScriptNetworkTest {

    private static final UnaryOperator<NDArray> HALF_SQUARED_NORM =
            output -> output.square().sum(new int[] {1, 2, 3}).mul(0.5f);

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private RestorationNetwork network;

    static java.util.stream.Stream<NetworkFile> shipped() throws InvalidNetworkException {
        return ShippedNetworks.registry().files().stream();
    }

    @BeforeEach
    void noNetworkYet() {
        network = null;
    }

    @AfterEach
    void release() {
        if (network != null) {
            network.close();
        }
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void inputGradientAgreesWithCentralDifferences(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        SplittableRandom random = new SplittableRandom(1);
        NDArray y = uniform(random, 0.2f, 0.8f, 1, 3, 40, 36);
        NDArray b = kernels(random, 1, 9);
        NDArray direction = uniform(random, -1f, 1f, 1, 3, 40, 36);

        NDArray gradient =
                InputGradient.of(network, y.duplicate(), b, HALF_SQUARED_NORM).gradient();

        float h = 4e-3f;
        double up = objective(y.add(direction.mul(h)), b);
        double down = objective(y.sub(direction.mul(h)), b);
        double slope = gradient.mul(direction).sum().getFloat();
        // fp32 objectives of about 1e3 carry an error of about 1e-4 each, hence 1 % of the slope or 0.05.
        assertThat((up - down) / (2 * h)).isCloseTo(slope, within(Math.max(0.05, 0.01 * Math.abs(slope))));
        assertThat(Math.abs(slope)).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void imagesOfABatchDoNotInfluenceOneAnother(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        SplittableRandom random = new SplittableRandom(2);
        NDArray y = uniform(random, 0f, 1f, 3, 3, 33, 47);
        NDArray b = kernels(random, 3, 11);

        InputGradient together = InputGradient.of(network, y.duplicate(), b, HALF_SQUARED_NORM);

        for (int i = 0; i < 3; i++) {
            NDArray one = y.get(i + ":" + (i + 1)).duplicate();
            InputGradient alone = InputGradient.of(network, one, b.get(i + ":" + (i + 1)), HALF_SQUARED_NORM);
            assertThat(relativeDistance(together.gradient().get(i + ":" + (i + 1)), alone.gradient()))
                    .isLessThan(1e-4);
            assertThat(together.objective().getFloat(i))
                    .isCloseTo(
                            alone.objective().getFloat(0),
                            within(1e-4f * alone.objective().getFloat(0)));
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void paddingAKernelWithZerosChangesNothing(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        SplittableRandom random = new SplittableRandom(3);
        NDArray y = uniform(random, 0f, 1f, 1, 3, 48, 64);
        NDArray b = kernels(random, 1, 9);

        NDArray tight = Autograd.unrecorded(() -> network.restore(y, b));
        NDArray padded = Autograd.unrecorded(() -> network.restore(y, b.pad(new Shape(4, 4, 4, 4), 0)));

        assertThat(relativeDistance(padded, tight)).isLessThan(1e-4);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void recordsNothingOutsideOfADifferentiation(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        SplittableRandom random = new SplittableRandom(4);
        NDArray y = uniform(random, 0f, 1f, 1, 3, 32, 32);
        y.setRequiresGradient(true);

        NDArray output = Autograd.unrecorded(() -> network.restore(y, kernels(random, 1, 5)));

        assertThat(output.hasGradient()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void nativeArraysDoNotPileUpOverManySteps(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        SplittableRandom random = new SplittableRandom(5);
        NDArray y = uniform(random, 0f, 1f, 1, 3, 32, 32);
        NDArray b = kernels(random, 1, 5);
        int before = manager.getManagedArrays().size();

        for (int step = 0; step < 50; step++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray fresh = y.duplicate();
                fresh.attach(scope);
                b.tempAttach(scope);
                InputGradient.of(network, fresh, b, HALF_SQUARED_NORM);
            }
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aNonBlindNetworkInsistsOnAKernel(NetworkFile file) throws InvalidNetworkException {
        network = open(file);
        NDArray y = uniform(new SplittableRandom(6), 0f, 1f, 1, 3, 32, 32);

        assertThatThrownBy(() -> network.restore(y, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a kernel");
    }

    private static RestorationNetwork open(NetworkFile file) throws InvalidNetworkException {
        return ((NetworkOpening.Opened) ShippedNetworks.registry().open(file.ref(), Device.cpu())).network();
    }

    private double objective(NDArray y, NDArray b) {
        return Autograd.unrecorded(
                () -> HALF_SQUARED_NORM.apply(network.restore(y, b)).getFloat(0));
    }

    private NDArray uniform(SplittableRandom random, float low, float high, long... shape) {
        int size = (int) new Shape(shape).size();
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return manager.create(values, new Shape(shape));
    }

    private NDArray kernels(SplittableRandom random, int count, int size) {
        NDArray raw = uniform(random, 0f, 1f, count, 1, size, size);
        return raw.div(raw.sum(new int[] {2, 3}, true));
    }

    private static double relativeDistance(NDArray actual, NDArray expected) {
        NDArray difference = NDArrays.sub(actual, expected);
        return difference.norm().getFloat() / expected.norm().getFloat();
    }
}
