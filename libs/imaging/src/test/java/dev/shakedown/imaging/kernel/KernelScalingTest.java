package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelScalingTest {

    private static BlurKernel random(Random random, int size) {
        double[] weights = random.doubles((long) size * size)
                .map(weight -> weight < 0.7 ? 0 : weight)
                .toArray();
        weights[size * size / 2] += 1;
        return BlurKernel.of(size, weights);
    }

    @Test
    void theCentreOfMassIsScaledAndTheSumStaysOne() {
        Random random = new Random(1);
        for (int trial = 0; trial < 400; trial++) {
            BlurKernel kernel = random(random, 3 + 2 * random.nextInt(20));
            int size = 3 + 2 * random.nextInt(30);

            BlurKernel scaled = KernelScaling.scale(kernel, size);

            double factor = (double) size / kernel.size();
            assertThat(scaled.size()).isEqualTo(size);
            assertThat(TestKernels.sum(scaled)).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(scaled.weights()).min().orElseThrow()).isNotNegative();
            assertThat(scaled.centreOfMass().row())
                    .isCloseTo(factor * kernel.centreOfMass().row(), within(1e-9));
            assertThat(scaled.centreOfMass().column())
                    .isCloseTo(factor * kernel.centreOfMass().column(), within(1e-9));
        }
    }

    @Test
    void aKernelScaledToItsOwnSideStaysAsItIs() {
        BlurKernel kernel = random(new Random(2), 17);

        assertThat(KernelScaling.scale(kernel, 17)).isEqualTo(kernel);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 27, 33, 45, 63})
    void aScaledGaussianIsNearTheGaussianOfTheScaledWidth(int size) {
        BlurKernel scaled = KernelScaling.scale(GaussianKernel.of(21, 2), size);

        double expected = 2.0 * size / 21;
        double variance = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                variance += scaled.at(row, column) * (row - size / 2) * (row - size / 2);
            }
        }
        // Boxes of width f and f - 1, and the pixel's own, widen it as they must: by their variances, width^2 / 12.
        double factor = size / 21.0;
        double smoothing = Math.max(0, factor - 1);
        double widened = expected * expected + (factor * factor + smoothing * smoothing + 1) / 12;
        assertThat(variance).isCloseTo(widened, within(0.02 * widened));
    }

    @Test
    void aScaledDiskIsADiskWithoutSteps() {
        BlurKernel scaled = KernelScaling.scale(DiskKernel.of(15, 5), 45);

        double most = 1 / (Math.PI * 15 * 15);
        for (int row = 0; row < 45; row++) {
            for (int column = 0; column < 45; column++) {
                double distance = Math.hypot(row - 22, column - 22);
                if (distance < 11) {
                    assertThat(scaled.at(row, column)).isCloseTo(most, within(0.01 * most));
                } else if (distance > 22) {
                    assertThat(scaled.at(row, column)).isZero();
                }
            }
        }
    }

    @Test
    void halvingAddsUpWhatFallsTogether() {
        double[] weights = new double[9 * 9];
        Arrays.fill(weights, 1);

        BlurKernel scaled = KernelScaling.scale(BlurKernel.of(9, weights), 3);

        for (double weight : scaled.weights()) {
            assertThat(weight).isCloseTo(1 / 9.0, within(1e-15));
        }
    }

    @Test
    void symmetricKernelsStaySymmetric() {
        BlurKernel scaled = KernelScaling.scale(LinearMotionKernel.of(21, 19, 30), 33);

        for (int row = 0; row < 33; row++) {
            for (int column = 0; column < 33; column++) {
                assertThat(scaled.at(row, column)).isCloseTo(scaled.at(32 - row, 32 - column), within(1e-15));
            }
        }
    }

    @Test
    void sidesThatNoKernelHasAreProgrammingErrors() {
        BlurKernel kernel = GaussianKernel.of(5, 1);

        assertThatThrownBy(() -> KernelScaling.scale(kernel, 20)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KernelScaling.scale(kernel, 257)).isInstanceOf(IllegalArgumentException.class);
    }
}
