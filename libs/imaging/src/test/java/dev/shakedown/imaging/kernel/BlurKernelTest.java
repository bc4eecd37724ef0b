package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlurKernelTest {

    private static BlurKernel random(Random random) {
        int size = 3 + 2 * random.nextInt(20);
        double scale = Math.pow(10, random.nextInt(600) - 300);
        double[] weights =
                random.doubles((long) size * size).map(w -> w * scale).toArray();
        return BlurKernel.of(size, weights);
    }

    @Test
    void weightsOfAnyScaleAreNormalisedToSumOne() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            assertThat(TestKernels.sum(random(random))).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void extremeWeightsNeitherOverflowNorUnderflow() {
        double[] huge = new double[9];
        Arrays.fill(huge, Double.MAX_VALUE);
        double[] tiny = new double[9];
        tiny[4] = Double.MIN_VALUE;

        assertThat(BlurKernel.of(3, huge).at(0, 0)).isCloseTo(1 / 9.0, within(1e-15));
        assertThat(BlurKernel.of(3, tiny).at(1, 1)).isEqualTo(1);
    }

    @Test
    void storingAndReadingGivesAnEqualKernel() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            BlurKernel kernel = random(random);

            KernelDecoding read = KernelDecoder.decode(kernel.toNpy(), KernelFormat.NPY, KernelSelection.ONLY);

            assertThat(read).isEqualTo(new KernelDecoding.Decoded(kernel, List.of()));
        }
    }

    @Test
    void paddingKeepsTheCentreInTheMiddle() {
        BlurKernel kernel = BlurKernel.of(3, new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9});

        BlurKernel padded = kernel.padTo(7);

        assertThat(padded.size()).isEqualTo(7);
        assertThat(padded.at(2, 2)).isEqualTo(kernel.at(0, 0));
        assertThat(padded.at(3, 4)).isEqualTo(kernel.at(1, 2));
        assertThat(padded.at(0, 0)).isZero();
        assertThat(TestKernels.sum(padded)).isCloseTo(1, within(1e-15));
        assertThat(kernel.padTo(3)).isEqualTo(kernel);
        assertThatThrownBy(() -> padded.padTo(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kernel.padTo(8)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-300, Double.NaN, Double.POSITIVE_INFINITY})
    void weightsThatAreNoneAreProgrammingErrors(double wrong) {
        double[] weights = {1, 1, 1, 1, wrong, 1, 1, 1, 1};

        assertThatThrownBy(() -> BlurKernel.of(3, weights)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void impossibleSizesAndZerosAreProgrammingErrors() {
        assertThatThrownBy(() -> BlurKernel.of(2, new double[4])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlurKernel.of(3, new double[8])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlurKernel.of(3, new double[9])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlurKernel.of(257, new double[257 * 257]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
