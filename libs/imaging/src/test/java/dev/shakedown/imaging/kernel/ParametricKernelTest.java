package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametricKernelTest {

    private static void assertCentredAndNormalised(BlurKernel kernel) {
        assertThat(TestKernels.sum(kernel)).isCloseTo(1, within(1e-12));
        assertThat(TestKernels.centroidRow(kernel)).isCloseTo(0, within(1e-9));
        assertThat(TestKernels.centroidColumn(kernel)).isCloseTo(0, within(1e-9));
    }

    @Test
    void everyParameterGivesACentredKernelOfSumOne() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            int size = 3 + 2 * random.nextInt(40);
            assertCentredAndNormalised(GaussianKernel.of(size, Math.pow(10, random.nextDouble() * 8 - 4)));
            assertCentredAndNormalised(DiskKernel.of(size, size / 2.0 * (1 - random.nextDouble())));
            double length = size * (1 - random.nextDouble());
            assertCentredAndNormalised(LinearMotionKernel.of(size, length, 3600 * random.nextDouble() - 1800));
        }
    }

    @Test
    void gaussianWeightsFallOffAsTheFormulaSays() {
        BlurKernel kernel = GaussianKernel.of(15, 2);

        assertThat(kernel.at(7, 10) / kernel.at(7, 7)).isCloseTo(Math.exp(-9 / 8.0), within(1e-14));
        assertThat(kernel.at(5, 10) / kernel.at(7, 7)).isCloseTo(Math.exp(-13 / 8.0), within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-3, 1e300})
    void extremeSigmasGiveAPointOrAFlatSquare(double sigma) {
        BlurKernel kernel = GaussianKernel.of(5, sigma);

        assertThat(kernel.at(2, 2)).isCloseTo(sigma < 1 ? 1 : 1 / 25.0, within(1e-12));
    }

    @Test
    void diskWeightsAreTheCoveredAreas() {
        double radius = 3.3;
        BlurKernel kernel = DiskKernel.of(9, radius);

        double centre = kernel.at(4, 4);
        for (int row = 0; row < 9; row++) {
            for (int column = 0; column < 9; column++) {
                double covered = sampledArea(row - 4, column - 4, radius);
                assertThat(kernel.at(row, column) / centre).isCloseTo(covered, within(2e-3));
            }
        }
        assertThat(1 / centre).isCloseTo(Math.PI * radius * radius, within(1e-9));
    }

    private static double sampledArea(int row, int column, double radius) {
        int samples = 400;
        int inside = 0;
        for (int i = 0; i < samples * samples; i++) {
            double y = row - 0.5 + (i / samples + 0.5) / samples;
            double x = column - 0.5 + (i % samples + 0.5) / samples;
            inside += x * x + y * y <= radius * radius ? 1 : 0;
        }
        return inside / (double) (samples * samples);
    }

    @Test
    void aTinyDiskIsAPoint() {
        assertThat(DiskKernel.of(3, 0.2).at(1, 1)).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 180, -180, 360})
    void horizontalMotionOfOddLengthGivesEqualWeightsInARow(double angle) {
        BlurKernel kernel = LinearMotionKernel.of(9, 7, angle);

        for (int column = 0; column < 9; column++) {
            double expected = column == 0 || column == 8 ? 0 : 1 / 7.0;
            assertThat(kernel.at(4, column)).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void anglesRunCounterClockwise() {
        BlurKernel rising = LinearMotionKernel.of(9, 9, 30);

        assertThat(rising.at(2, 8)).isPositive();
        assertThat(rising.at(6, 0)).isPositive();
        assertThat(rising.at(6, 8)).isZero();
        assertThat(LinearMotionKernel.of(9, 9, 90).at(0, 4)).isCloseTo(1 / 9.0, within(1e-12));
    }

    @Test
    void diagonalMotionOfUnevenLengthCoversExactlyItsLength() {
        BlurKernel kernel = LinearMotionKernel.of(9, 3 * Math.sqrt(2), 45);

        assertThat(kernel.at(3, 5)).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(kernel.at(4, 4)).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(kernel.at(5, 3)).isCloseTo(1 / 3.0, within(1e-9));
    }

    /** Stored results name kernels by their parameters: if this fails, the meaning of parameters has changed. */
    @ParameterizedTest
    @CsvSource({
        "gaussian, df8dd55cd09a3bdaa4f135de2ae390705264c5949106d5cad44eb90c08fda246",
        "disk, 9c8da84e3836f694c27990a8444b36b8ce8c640403c18f3defab15b324ba1b78",
        "motion, 2d6cebae7005780285c2612a5ea39743476180035bd5433c6486da656798e3c0"
    })
    void parametersMeanTheSameKernelInEveryVersion(String kind, String sha256) {
        BlurKernel kernel = switch (kind) {
            case "gaussian" -> GaussianKernel.of(15, 2);
            case "disk" -> DiskKernel.of(15, 5.5);
            default -> LinearMotionKernel.of(21, 15, 30);
        };

        assertThat(TestKernels.sha256(kernel)).isEqualTo(sha256);
    }

    @Test
    void whatDoesNotFitIsAProgrammingError() {
        assertThat(LinearMotionKernel.fits(9, 9)).isTrue();
        assertThat(LinearMotionKernel.fits(9, 9.1)).isFalse();
        assertThat(DiskKernel.fits(9, 4.5)).isTrue();
        assertThat(DiskKernel.fits(9, 4.6)).isFalse();
        assertThat(GaussianKernel.fits(Double.NaN)).isFalse();
        assertThatThrownBy(() -> LinearMotionKernel.of(9, 9.1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LinearMotionKernel.of(9, 9, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DiskKernel.of(9, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GaussianKernel.of(9, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GaussianKernel.of(8, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
