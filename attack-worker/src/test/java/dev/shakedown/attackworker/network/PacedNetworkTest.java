package dev.shakedown.attackworker.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PacedNetworkTest {

    private static final Path NETWORKS =
            Path.of(System.getProperty("shakedown.root", ".."), "models/src/test/resources/networks");

    private static final Duration ADDED = Duration.ofMillis(30);

    private final Timer slept = new SimpleMeterRegistry().timer("slept");

    /** The second has a gradient of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"sharpen", "unrolled"})
    void aPassForwardAndBackTakesTheAddedTimeAndGivesTheSameGradient(String name) throws Exception {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                RestorationNetwork plain = open(name);
                RestorationNetwork paced = new PacedNetwork(open(name), ADDED, slept)) {
            NDArray y = manager.full(new Shape(1, 3, 16, 16), 0.25f);
            float[] expected = gradient(plain, manager, y);

            long began = System.nanoTime();
            float[] actual = gradient(paced, manager, y);

            assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(ADDED.toNanos());
            assertThat(actual).isEqualTo(expected);
            assertThat(slept.count()).isEqualTo(1);
            assertThat(slept.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(ADDED.toMillis());
        }
    }

    @Test
    void judgingTakesNoLonger() throws Exception {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                RestorationNetwork paced = new PacedNetwork(open("sharpen"), ADDED, slept)) {
            NDArray output = Autograd.unrecorded(() -> paced.restore(manager.ones(new Shape(1, 3, 16, 16)), null));

            assertThat(output.getShape()).isEqualTo(new Shape(1, 3, 16, 16));
            assertThat(slept.count()).isZero();
        }
    }

    @Test
    void anInterruptNeitherShortensAPassNorGetsLost() throws Exception {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                RestorationNetwork paced = new PacedNetwork(open("sharpen"), ADDED, slept)) {
            NDArray y = manager.ones(new Shape(1, 3, 16, 16));
            Thread.currentThread().interrupt();

            Autograd.recorded(() -> paced.restore(y, null));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(slept.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(ADDED.toMillis());
        }
    }

    private static float[] gradient(RestorationNetwork network, NDManager manager, NDArray y) {
        NDArray b = manager.ones(new Shape(1, 1, 3, 3)).div(9);
        return InputGradient.of(network, y, b, output -> output.square().sum(new int[] {1, 2, 3}))
                .gradient()
                .toFloatArray();
    }

    private static RestorationNetwork open(String name) throws Exception {
        NetworkRegistry registry = NetworkRegistry.read(NETWORKS);
        return registry.files().stream()
                .filter(file -> file.card().name().equals(name))
                .map(file -> ((NetworkOpening.Opened) registry.open(file.ref(), Device.cpu())).network())
                .findFirst()
                .orElseThrow();
    }
}
