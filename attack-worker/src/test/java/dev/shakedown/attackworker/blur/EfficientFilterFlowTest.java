package dev.shakedown.attackworker.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.blur.EfficientFilterFlow.PatchWindows;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EfficientFilterFlowTest {

    private static PlanarImage randomImage(Random random, int height, int width) {
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return PlanarImage.of(height, width, values);
    }

    private static BlurKernel randomKernel(Random random, int size) {
        double[] weights = random.doubles((long) size * size)
                .map(weight -> weight < 0.3 ? 0 : weight)
                .toArray();
        weights[random.nextInt(weights.length)] += 1;
        return BlurKernel.of(size, weights);
    }

    private static List<BlurKernel> randomKernels(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> randomKernel(random, 3 + 2 * random.nextInt(4)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void equalKernelsGiveTheUniformBlur(Boundary boundary) {
        Random random = new Random(boundary.ordinal());
        for (int trial = 0; trial < 60; trial++) {
            int rows = 1 + random.nextInt(5);
            int columns = 1 + random.nextInt(5);
            BlurKernel b = randomKernel(random, 3 + 2 * random.nextInt(5));
            PlanarImage x = randomImage(random, b.size() + random.nextInt(40), b.size() + random.nextInt(40));
            EfficientFilterFlow flow = new EfficientFilterFlow(rows, columns, Collections.nCopies(rows * columns, b));

            PlanarImage y = flow.blur(x, boundary);

            PlanarImage uniform = UniformBlur.convolve(x, b, boundary);
            assertThat(y.sameSizeAs(uniform)).isTrue();
            assertThat(greatestDifference(y, uniform)).isLessThan(3e-7f);
            BlurKernel anywhere = flow.kernelAt(x.height(), x.width(), random.nextInt(40), random.nextInt(40));
            for (int i = 0; i < b.size() * b.size(); i++) {
                assertThat(anywhere.weights()[i]).isCloseTo(b.weights()[i], within(1e-15));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aConstantImageStaysAsItIsWhateverTheKernels(Boundary boundary) {
        Random random = new Random(7);
        for (int trial = 0; trial < 20; trial++) {
            int rows = 1 + random.nextInt(4);
            int columns = 1 + random.nextInt(4);
            float[] values = new float[3 * 33 * 41];
            Arrays.fill(values, 0.3f);

            PlanarImage y = new EfficientFilterFlow(rows, columns, randomKernels(random, rows * columns))
                    .blur(PlanarImage.of(33, 41, values), boundary);

            for (float value : y.values()) {
                assertThat(value).isCloseTo(0.3f, within(6e-8f));
            }
        }
    }

    /** Every pixel apart, with the kernel of that pixel. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void everyPixelIsBlurredByTheKernelOfItsPlace(Boundary boundary) {
        Random random = new Random(boundary.ordinal());
        for (int trial = 0; trial < 4; trial++) {
            int rows = 1 + random.nextInt(4);
            int columns = 1 + random.nextInt(4);
            PlanarImage x = randomImage(random, 14 + random.nextInt(10), 14 + random.nextInt(10));
            EfficientFilterFlow flow = new EfficientFilterFlow(rows, columns, randomKernels(random, rows * columns));
            int lost = boundary == Boundary.VALID ? flow.radius() : 0;

            PlanarImage y = flow.blur(x, boundary);

            for (int row = 0; row < y.height(); row++) {
                for (int column = 0; column < y.width(); column++) {
                    BlurKernel here = flow.kernelAt(x.height(), x.width(), row + lost, column + lost);
                    PlanarImage expected = UniformBlur.convolve(x, here, boundary);
                    assertThat(y.at(1, row, column)).isCloseTo(expected.at(1, row, column), within(3e-7f));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void largeKernelsBlurEveryPixelByTheKernelOfItsPlaceToo(Boundary boundary) {
        Random random = new Random(30 + boundary.ordinal());
        PlanarImage x = randomImage(random, 60 + random.nextInt(30), 60 + random.nextInt(30));
        List<BlurKernel> kernels = IntStream.range(0, 6)
                .mapToObj(i -> randomKernel(random, 9 + 4 * i))
                .toList();
        EfficientFilterFlow flow = new EfficientFilterFlow(2, 3, kernels);
        int lost = boundary == Boundary.VALID ? flow.radius() : 0;

        PlanarImage y = flow.blur(x, boundary);

        for (int sample = 0; sample < 40; sample++) {
            int row = random.nextInt(y.height());
            int column = random.nextInt(y.width());
            BlurKernel here = flow.kernelAt(x.height(), x.width(), row + lost, column + lost);
            PlanarImage expected = UniformBlur.convolve(x, here, boundary);
            assertThat(y.at(1, row, column)).isCloseTo(expected.at(1, row, column), within(3e-7f));
        }
    }

    /** The formula of the windows written out for a grid of 1 x 2 on 8 columns: centres at 1.5 and 5.5. */
    @Test
    void betweenTheCentresOfPatchesKernelsAreInterpolatedAndBeyondThemTheyStay() {
        BlurKernel left = GaussianKernel.of(3, 0.5);
        BlurKernel right = GaussianKernel.of(3, 2);
        EfficientFilterFlow flow = new EfficientFilterFlow(1, 2, List.of(left, right));
        double[] shares = {1, 1, 0.875, 0.625, 0.375, 0.125, 0, 0};

        for (int column = 0; column < shares.length; column++) {
            BlurKernel here = flow.kernelAt(5, 8, 2, column);
            double expected = shares[column] * left.at(1, 1) + (1 - shares[column]) * right.at(1, 1);
            assertThat(here.at(1, 1)).isCloseTo(expected, within(1e-15));
        }
    }

    @Test
    void windowsSumToOneEverywhereAlsoWherePatchesAreSmallerThanAPixel() {
        for (int patches = 1; patches <= 9; patches++) {
            for (int length = 1; length <= 40; length++) {
                PatchWindows windows = new PatchWindows(patches, length);
                for (int place = 0; place < length; place++) {
                    double sum = 0;
                    for (int patch = 0; patch < patches; patch++) {
                        sum += windows.weight(patch, place);
                    }
                    assertThat(sum).isCloseTo(1, within(1e-13));
                }
            }
        }
    }

    @Test
    void smallerKernelsCountAsPaddedWithZeros() {
        Random random = new Random(3);
        PlanarImage x = randomImage(random, 30, 31);
        BlurKernel small = randomKernel(random, 5);
        BlurKernel large = randomKernel(random, 11);

        PlanarImage y = new EfficientFilterFlow(1, 2, List.of(small, large)).blur(x, Boundary.VALID);
        PlanarImage padded = new EfficientFilterFlow(1, 2, List.of(small.padTo(11), large)).blur(x, Boundary.VALID);

        assertThat(y.height()).isEqualTo(20);
        assertThat(y.width()).isEqualTo(21);
        assertThat(y).isEqualTo(padded);
    }

    @Test
    void gridsWithoutTheirKernelsAndBlursThatLeaveNothingAreProgrammingErrors() {
        BlurKernel b = GaussianKernel.of(9, 1);

        assertThatThrownBy(() -> new EfficientFilterFlow(2, 2, List.of(b, b, b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 kernels for a grid of 2 x 2");
        assertThatThrownBy(() -> new EfficientFilterFlow(1, 1, List.of(b))
                        .blur(randomImage(new Random(1), 8, 20), Boundary.VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves nothing");
    }

    private static float greatestDifference(PlanarImage a, PlanarImage b) {
        float greatest = 0;
        float[] first = a.values();
        float[] second = b.values();
        for (int i = 0; i < first.length; i++) {
            greatest = Math.max(greatest, Math.abs(first[i] - second[i]));
        }
        return greatest;
    }
}
