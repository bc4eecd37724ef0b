package dev.shakedown.models.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkCard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputGradientTest {

    @Test
    void aNetworkThatBringsItsOwnGradientIsAskedForItWithTheObjectivesGradient() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray y = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3, 1, 1));

            InputGradient pass = InputGradient.of(
                    new Doubling(), y, null, output -> output.square().sum(new int[] {1, 2, 3}));

            assertThat(pass.objective().toFloatArray()).containsExactly(56, 308);
            // d/dN of N^2 is 2 N = 4 y, and the network multiplies what it is given by 100.
            assertThat(pass.gradient().toFloatArray()).containsExactly(400, 800, 1200, 1600, 2000, 2400);
            assertThat(pass.objective().hasGradient()).isFalse();
            assertThat(pass.gradient().hasGradient()).isFalse();
        }
    }

    @Test
    void withoutABackwardPassTheObjectiveIsTheSame() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray y = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3, 1, 1));

            InputGradient pass = InputGradient.none(
                    new Doubling(),
                    y,
                    null,
                    output -> new InputGradient(output.square().sum(new int[] {1, 2, 3}), output));

            assertThat(pass.objective().toFloatArray()).containsExactly(56, 308);
            assertThat(pass.gradient().getShape()).isEqualTo(y.getShape());
            assertThat(pass.gradient().toFloatArray()).containsOnly(0);
            assertThat(pass.objective().hasGradient()).isFalse();
        }
    }

    @Test
    void anInputThatIsReturnedAsItIsStaysUntouched() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray y = manager.create(new float[] {1, 2, 3}, new Shape(1, 3, 1, 1));
            RestorationNetwork identity = new Doubling() {
                @Override
                public NDArray restore(NDArray input, NDArray b) {
                    return input;
                }
            };

            InputGradient.of(identity, y, null, output -> output.sum(new int[] {1, 2, 3}));

            assertThat(y.hasGradient()).isFalse();
            assertThat(y.toFloatArray()).containsExactly(1, 2, 3);
        }
    }

    /** N(y) = 2 y, whose own gradient is 100 g, which is not N's, so that it shows where a gradient comes from. */
    private static class Doubling implements RestorationNetwork {

        @Override
        public NetworkCard card() {
            return new NetworkCard(
                    NetworkCard.SCHEMA,
                    "doubling",
                    "2 y",
                    NetworkCard.Kind.BLIND,
                    List.of(0.0, 1.0),
                    1,
                    "none",
                    1,
                    null,
                    Map.of(),
                    NetworkCard.Gradient.VJP,
                    "fp32",
                    null,
                    "test",
                    "Apache-2.0",
                    "none",
                    0L,
                    null,
                    null,
                    null);
        }

        @Override
        public Device device() {
            return Device.cpu();
        }

        @Override
        public NDArray restore(NDArray y, NDArray b) {
            return y.mul(2);
        }

        @Override
        public NDArray gradient(NDArray y, NDArray b, NDArray g) {
            return g.mul(100);
        }

        @Override
        public void close() {}
    }
}
