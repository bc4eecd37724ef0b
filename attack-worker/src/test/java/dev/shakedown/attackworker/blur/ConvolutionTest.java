package dev.shakedown.attackworker.blur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionTest {

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
        weights[0] += 1;
        return BlurKernel.of(size, weights);
    }

    /** The pixel that stands at a place, found by walking step by step from inside the image. */
    private static int naiveIndex(Boundary boundary, int place, int length) {
        int index = 0;
        int direction = 1;
        for (int step = 0; step < Math.abs(place); step++) {
            int next = index + direction;
            switch (boundary) {
                case CIRCULAR -> index = place > 0 ? (index + 1) % length : (index + length - 1) % length;
                case REPLICATE -> index = place > 0 ? Math.min(index + 1, length - 1) : 0;
                case REFLECT -> {
                    // Left of the image lies the same as right of its first pixel.
                    if (length > 1 && (next < 0 || next >= length)) {
                        direction = -direction;
                    }
                    index = length > 1 ? index + direction : 0;
                }
                case VALID -> index = next;
            }
        }
        return index;
    }

    private static double naive(PlanarImage x, BlurKernel b, Boundary boundary, int channel, int row, int column) {
        double sum = 0;
        int radius = b.radius();
        for (int i = -radius; i <= radius; i++) {
            for (int j = -radius; j <= radius; j++) {
                int fromRow = naiveIndex(boundary, row - i, x.height());
                int fromColumn = naiveIndex(boundary, column - j, x.width());
                sum += b.at(radius + i, radius + j) * x.at(channel, fromRow, fromColumn);
            }
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void convolutionIsTheSumOfItsDefinition(Boundary boundary) {
        Random random = new Random(boundary.ordinal());
        for (int trial = 0; trial < 40; trial++) {
            int size = 3 + 2 * random.nextInt(5);
            int smallest = boundary == Boundary.VALID ? size : 1;
            PlanarImage x = randomImage(random, smallest + random.nextInt(12), smallest + random.nextInt(12));
            BlurKernel b = randomKernel(random, size);
            int offset = boundary == Boundary.VALID ? b.radius() : 0;

            PlanarImage y = UniformBlur.convolve(x, b, boundary);

            assertThat(y.height()).isEqualTo(x.height() - 2 * offset);
            assertThat(y.width()).isEqualTo(x.width() - 2 * offset);
            for (int channel = 0; channel < 3; channel++) {
                for (int row = 0; row < y.height(); row++) {
                    for (int column = 0; column < y.width(); column++) {
                        double expected = naive(x, b, boundary, channel, row + offset, column + offset);
                        assertThat(y.at(channel, row, column)).isCloseTo((float) expected, within(1.2e-7f));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Boundary.class, names = "VALID", mode = EnumSource.Mode.EXCLUDE)
    void kernelsFarLargerThanTheImageAreRight(Boundary boundary) {
        Random random = new Random(9);
        PlanarImage x = randomImage(random, 2, 3);
        BlurKernel b = randomKernel(random, 31);

        PlanarImage y = UniformBlur.convolve(x, b, boundary);

        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 3; column++) {
                float expected = (float) naive(x, b, boundary, 1, row, column);
                assertThat(y.at(1, row, column)).isCloseTo(expected, within(1.2e-7f));
            }
        }
    }

    /** Kernels of so many weights go through Fourier transforms; their sums are taken here by the definition. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void largeKernelsGiveTheSumOfTheDefinitionToo(Boundary boundary) {
        Random random = new Random(100 + boundary.ordinal());
        for (int trial = 0; trial < 30; trial++) {
            int size = 21 + 2 * random.nextInt(trial < 27 ? 12 : 54);
            boolean isValid = boundary == Boundary.VALID;
            // Smaller than the kernel, and larger than a tile.
            int height = isValid ? size + random.nextInt(60) : 1 + random.nextInt(90);
            int width = isValid ? size + random.nextInt(60) : 1 + random.nextInt(90);
            PlanarImage x = randomImage(random, height, width);
            BlurKernel b = randomKernel(random, size);
            int offset = isValid ? b.radius() : 0;

            PlanarImage y = UniformBlur.convolve(x, b, boundary);

            assertThat(y.height()).isEqualTo(height - 2 * offset);
            assertThat(y.width()).isEqualTo(width - 2 * offset);
            for (int sample = 0; sample < 60; sample++) {
                int channel = random.nextInt(3);
                int row = sample == 0 ? y.height() - 1 : random.nextInt(y.height());
                int column = sample == 0 ? y.width() - 1 : random.nextInt(y.width());
                double expected = naive(x, b, boundary, channel, row + offset, column + offset);
                assertThat((double) y.at(channel, row, column)).isCloseTo(expected, within(6e-8));
            }
        }
    }

    @Test
    void theWayAKernelIsSummedChangesNoResultByMoreThanRoundingDoes() {
        Random random = new Random(12);
        PlanarImage x = randomImage(random, 300, 411);
        ExtendedPlane plane = new ExtendedPlane(x, 1, 25, Boundary.REFLECT);
        BlurKernel b = randomKernel(random, 15);
        BlurKernel padded = b.padTo(51);

        double[][] direct = plane.convolve(b, 3, 5, 290, 400);
        double[][] fourier = new FourierConvolution(padded, 25, 290, 400).convolve(plane, 3, 5);

        for (int row = 0; row < direct.length; row++) {
            for (int column = 0; column < direct[row].length; column++) {
                assertThat(fourier[row][column]).isCloseTo(direct[row][column], within(1e-13));
            }
        }
    }

    /** Results of campaigns depend on these bits. */
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void smallKernelsAreSummedWeightByWeight(Boundary boundary) {
        Random random = new Random(200 + boundary.ordinal());
        for (int trial = 0; trial < 20; trial++) {
            BlurKernel b = randomKernel(random, 3 + 2 * random.nextInt(7));
            PlanarImage x = randomImage(random, b.size() + random.nextInt(20), b.size() + random.nextInt(20));
            int offset = boundary == Boundary.VALID ? b.radius() : 0;

            PlanarImage y = UniformBlur.convolve(x, b, boundary);

            for (int row = 0; row < y.height(); row++) {
                for (int column = 0; column < y.width(); column++) {
                    float expected = (float) naive(x, b, boundary, 2, row + offset, column + offset);
                    assertThat(y.at(2, row, column)).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void blackAndWhiteStayAsTheyAreUnderLargeKernels(Boundary boundary) {
        float[] values = new float[3 * 120 * 130];
        Arrays.fill(values, 2 * 120 * 130, values.length, 1);

        PlanarImage y =
                UniformBlur.convolve(PlanarImage.of(120, 130, values), randomKernel(new Random(8), 41), boundary);

        assertThat(y.plane(0)).containsOnly(0);
        assertThat(y.plane(1)).containsOnly(0);
        assertThat(y.plane(2)).containsOnly(1);
    }

    /** Light at row 0, column 2 of a kernel of side 3 moves every pixel up and to the right. */
    @Test
    void theKernelIsWhereAPointOfLightGoes() {
        double[] weights = new double[9];
        weights[2] = 1;
        float[] point = new float[3 * 5 * 5];
        point[2 * 5 + 2] = 1;

        PlanarImage y = UniformBlur.convolve(PlanarImage.of(5, 5, point), BlurKernel.of(3, weights), Boundary.REFLECT);

        assertThat(y.at(0, 1, 3)).isEqualTo(1);
        assertThat(y.at(0, 3, 1)).isZero();
    }

    @Test
    void aPointOfLightBecomesTheKernel() {
        BlurKernel b = randomKernel(new Random(4), 7);
        float[] point = new float[3 * 15 * 15];
        point[7 * 15 + 7] = 1;

        PlanarImage y = UniformBlur.convolve(PlanarImage.of(15, 15, point), b, Boundary.CIRCULAR);

        for (int row = 0; row < 7; row++) {
            for (int column = 0; column < 7; column++) {
                assertThat(y.at(0, row + 4, column + 4)).isEqualTo((float) b.at(row, column));
            }
        }
    }

    /** A wave is an eigenvector of circular convolution; its factor is the kernel's Fourier transform there. */
    @Test
    void circularConvolutionMultipliesWavesByTheTransferFunction() {
        int height = 16;
        int width = 20;
        BlurKernel b = randomKernel(new Random(5), 9);
        double frequencyRow = 2 * Math.PI * 3 / height;
        double frequencyColumn = 2 * Math.PI * 2 / width;
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(frequencyRow * (i / width) + frequencyColumn * (i % width));
        }
        double real = 0;
        double imaginary = 0;
        for (int i = -4; i <= 4; i++) {
            for (int j = -4; j <= 4; j++) {
                real += b.at(4 + i, 4 + j) * Math.cos(frequencyRow * i + frequencyColumn * j);
                imaginary -= b.at(4 + i, 4 + j) * Math.sin(frequencyRow * i + frequencyColumn * j);
            }
        }

        PlanarImage y = UniformBlur.convolve(PlanarImage.of(height, width, values), b, Boundary.CIRCULAR);

        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double phase = frequencyRow * row + frequencyColumn * column;
                double expected = real * Math.cos(phase) - imaginary * Math.sin(phase);
                assertThat((double) y.at(0, row, column)).isCloseTo(expected, within(3e-7));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aConstantImageStaysAsItIs(Boundary boundary) {
        float[] values = new float[3 * 40 * 41];
        Arrays.fill(values, 0.3f);

        PlanarImage y = UniformBlur.convolve(PlanarImage.of(40, 41, values), randomKernel(new Random(6), 31), boundary);

        for (float value : y.values()) {
            assertThat(value).isEqualTo(0.3f);
        }
    }

    @Test
    void aValidConvolutionThatLeavesNothingIsAProgrammingError() {
        PlanarImage x = randomImage(new Random(7), 4, 30);
        BlurKernel b = randomKernel(new Random(7), 5);

        assertThatThrownBy(() -> UniformBlur.convolve(x, b, Boundary.VALID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves nothing");
    }
}
