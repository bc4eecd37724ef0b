package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CameraShakeKernelTest {

    @Test
    void everySeedAndSizeGivesACentredKernelOfSumOne() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            BlurKernel kernel = CameraShakeKernel.of(3 + 2 * random.nextInt(127), random.nextLong());

            assertThat(TestKernels.sum(kernel)).isCloseTo(1, within(1e-12));
            assertThat(TestKernels.centroidRow(kernel)).isCloseTo(0, within(1e-9));
            assertThat(TestKernels.centroidColumn(kernel)).isCloseTo(0, within(1e-9));
        }
    }

    @Test
    void theTrajectoryReachesTheOutermostRowOrColumn() {
        for (long seed = 0; seed < 200; seed++) {
            BlurKernel kernel = CameraShakeKernel.of(21, seed);

            double outermost = 0;
            for (int i = 0; i < 21; i++) {
                outermost += kernel.at(0, i) + kernel.at(20, i) + kernel.at(i, 0) + kernel.at(i, 20);
            }
            assertThat(outermost).isPositive();
        }
    }

    @Test
    void theLightLiesOnAConnectedPath() {
        for (long seed = 0; seed < 200; seed++) {
            BlurKernel kernel = CameraShakeKernel.of(31, seed);

            boolean[] reached = new boolean[31 * 31];
            reach(kernel, reached, brightest(kernel));

            for (int i = 0; i < reached.length; i++) {
                assertThat(reached[i]).isEqualTo(kernel.at(i / 31, i % 31) > 0);
            }
        }
    }

    private static int brightest(BlurKernel kernel) {
        double[] weights = kernel.weights();
        double greatest = Arrays.stream(weights).max().orElseThrow();
        for (int i = 0; ; i++) {
            if (weights[i] == greatest) {
                return i;
            }
        }
    }

    private static void reach(BlurKernel kernel, boolean[] reached, int at) {
        reached[at] = true;
        int size = kernel.size();
        for (int row = Math.max(0, at / size - 1); row <= Math.min(size - 1, at / size + 1); row++) {
            for (int column = Math.max(0, at % size - 1); column <= Math.min(size - 1, at % size + 1); column++) {
                if (kernel.at(row, column) > 0 && !reached[row * size + column]) {
                    reach(kernel, reached, row * size + column);
                }
            }
        }
    }

    @Test
    void seedsGiveDifferentKernelsAndTheSameSeedTheSame() {
        assertThat(CameraShakeKernel.of(17, 3)).isEqualTo(CameraShakeKernel.of(17, 3));
        assertThat(CameraShakeKernel.of(17, 3)).isNotEqualTo(CameraShakeKernel.of(17, 4));
    }

    /** Stored results name kernels by seed: if this fails, the meaning of every seed has changed. */
    @Test
    void aSeedMeansTheSameKernelInEveryVersion() {
        assertThat(TestKernels.sha256(CameraShakeKernel.of(31, 3)))
                .isEqualTo("d152f278dc2a4f0b8fbedd56d7b1d3e14d619fbb232f5df588b00a5bf0a32732");
    }

    @Test
    void impossibleSizesAreProgrammingErrors() {
        assertThatThrownBy(() -> CameraShakeKernel.of(16, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CameraShakeKernel.of(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
