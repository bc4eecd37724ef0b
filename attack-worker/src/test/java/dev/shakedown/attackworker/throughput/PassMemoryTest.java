package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PassMemoryTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final long GIBIBYTE = 1 << 30;

    private final PassMemory memory = new PassMemory();

    @Test
    void nothingIsKnownBeforeAMeasurement() {
        assertThat(memory.need(64 * 64)).isEmpty();
        assertThat(memory.largestMeasured()).isZero();
        assertThat(memory.largestSide(GIBIBYTE, 8)).isZero();
    }

    @Test
    void aSmallerImageNeedsNoMoreThanAMeasuredOne() {
        memory.measured(128 * 128, 200 * MEBIBYTE);

        assertThat(memory.need(64 * 64)).hasValue(200 * MEBIBYTE);
        assertThat(memory.need(128 * 128)).hasValue(200 * MEBIBYTE);
    }

    @Test
    void fromOneMeasurementTheNeedGrowsWithThePixels() {
        memory.measured(128 * 128, 200 * MEBIBYTE);

        assertThat(memory.need(256 * 256)).hasValue(800 * MEBIBYTE);
    }

    @Test
    void whatEverySizeTakesIsNotMultiplied() {
        // 100 MiB for weights and buffers, and 8 KiB for each pixel.
        memory.measured(128 * 128, 100 * MEBIBYTE + 128 * MEBIBYTE);
        memory.measured(256 * 256, 100 * MEBIBYTE + 512 * MEBIBYTE);

        assertThat(memory.need(640 * 640)).hasValue(100 * MEBIBYTE + 3200 * MEBIBYTE);
    }

    @Test
    void attentionOverThePixelsGrowsFaster() {
        memory.measured(64 * 64, 10 * MEBIBYTE);
        memory.measured(128 * 128, 160 * MEBIBYTE);

        assertThat(memory.need(256 * 256)).hasValue(2560 * MEBIBYTE);
    }

    @Test
    void aMeasurementThatIsOffDoesNotMakeLargeImagesImpossible() {
        memory.measured(64 * 64, 1);
        memory.measured(128 * 128, 160 * MEBIBYTE);

        assertThat(memory.need(256 * 256).orElseThrow()).isLessThanOrEqualTo(2560 * MEBIBYTE);
    }

    @Test
    void aMeasurementWithoutGrowthGivesAConstant() {
        memory.measured(64 * 64, 50 * MEBIBYTE);
        memory.measured(128 * 128, 40 * MEBIBYTE);

        assertThat(memory.need(256 * 256)).hasValue(40 * MEBIBYTE);
    }

    @Test
    void theLargestSideFitsAndTheNextDoesNot() {
        memory.measured(128 * 128, 228 * MEBIBYTE);
        memory.measured(256 * 256, 612 * MEBIBYTE);

        int side = memory.largestSide(2 * GIBIBYTE, 8);

        assertThat(side).isPositive().matches(value -> value % 8 == 0);
        assertThat(memory.need((long) side * side).orElseThrow()).isLessThanOrEqualTo(2 * GIBIBYTE);
        assertThat(memory.need((long) (side + 8) * (side + 8)).orElseThrow()).isGreaterThan(2 * GIBIBYTE);
    }

    @Test
    void ofSeveralMeasurementsOfASizeTheLargestCounts() {
        memory.measured(64 * 64, 10 * MEBIBYTE);
        memory.measured(64 * 64, 30 * MEBIBYTE);
        memory.measured(64 * 64, 20 * MEBIBYTE);

        assertThat(memory.need(64 * 64)).hasValue(30 * MEBIBYTE);
    }
}
