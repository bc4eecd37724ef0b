package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans for a device that works on while the host goes ahead, as a GPU does, and whose times are known. */
class MadeUpDeviceTest {

    private static final int MOST_ROWS = 64;
    private static final int STEPS = 60;
    private static final long GIBIBYTE = 1L << 30;

    private final PassThreads lanes = new PassThreads();

    @Test
    void aDeviceWhosePassesAllTakeTheSameTimeGetsTheMostImages() {
        Device device = new Device(rows -> 5_000);

        Passes passes = device.afterManySteps();

        assertThat(passes.wanted()).isEqualTo(64);
        assertThat(passes.plan(64)).isEqualTo(new PassPlan(64, 1));
    }

    @Test
    void aDeviceThatIsFullAtEightImagesGetsNoMore() {
        Device device = new Device(rows -> 5_000L * ((rows + 7) / 8));

        Passes passes = device.afterManySteps();

        assertThat(passes.wanted()).isEqualTo(8);
    }

    @Test
    void aDeviceThatGainsNothingFromALargerPassGetsOneImage() {
        Device device = new Device(rows -> 5_000L * rows);

        Passes passes = device.afterManySteps();

        assertThat(passes.wanted()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} GiB")
    @CsvSource({"5, 1", "10, 4", "17, 8", "35, 32", "140, 64"})
    void noPlanIsTriedThatIsPredictedNotToFitIntoMemory(long memory, int images) {
        Device device = new Device(rows -> 5_000);
        // As mprnet-mini: 64 images need 47 GiB, and a share of the memory stays free.
        device.bytesOfPass = rows -> GIBIBYTE * 2 + rows * GIBIBYTE * 7 / 10;
        device.memory = memory * GIBIBYTE;

        Passes passes = device.afterManySteps();

        assertThat(passes.wanted()).isEqualTo(images);
        assertThat(device.largest).isEqualTo(images);
    }

    /**
     * The first pass sets up the libraries of a device and keeps memory for them; two images then take less than it.
     */
    @ParameterizedTest(name = "{0} GiB")
    @CsvSource({"18, 4", "43, 32", "140, 64"})
    void whatTheFirstPassTakesForGoodIsNotTakenForMemoryOfAnImage(long memory, int images) {
        Device device = new Device(rows -> 5_000);
        device.bytesOfPass = rows -> GIBIBYTE * 2 + rows * GIBIBYTE * 7 / 10;
        device.bytesKept = 8 * GIBIBYTE;
        device.memory = memory * GIBIBYTE;

        Passes passes = device.afterManySteps();

        assertThat(passes.wanted()).isEqualTo(images);
        assertThat(device.largest).isEqualTo(images);
    }

    @Test
    void aPlanThatIsGivenIsFollowedFromTheFirstStepOnOnceItsMemoryIsKnown() {
        Device device = new Device(rows -> 5_000);
        Passes passes = device.passes(PassPlanner.fixed(new PassPlan(4, 1)));

        List<List<Integer>> steps = List.of(device.resultsOf(passes, 8), device.resultsOf(passes, 8));

        assertThat(steps).containsExactly(List.of(4, 8), List.of(4, 8));
        assertThat(device.sizes).containsExactly(1, 1, 2, 4, 4, 4, 4);
    }

    @Test
    void aPlanThatIsGivenAndDoesNotFitIsHalvedBeforeItIsTried() {
        Device device = new Device(rows -> 5_000);
        device.bytesOfPass = rows -> rows * GIBIBYTE;
        device.memory = 10 * GIBIBYTE;
        Passes passes = device.passes(PassPlanner.fixed(new PassPlan(16, 1)));

        assertThat(device.resultsOf(passes, 8)).containsExactly(4, 8);
        assertThat(device.largest).isEqualTo(4);
    }

    @Test
    void theHostWaitsOnlyWhilePlansAreTried() {
        Device device = new Device(rows -> 5_000);
        Passes passes = device.afterManySteps();
        int waits = device.waits;

        for (int step = 0; step < STEPS; step++) {
            device.step(passes);
        }

        assertThat(waits).isPositive();
        assertThat(device.waits).isEqualTo(waits);
    }

    @Test
    void theHostDoesNotWaitForStepsThatDoNotFillThePassesOfThePlanToBeTried() {
        Device device = new Device(rows -> 5_000);
        Passes passes = device.passes(PassPlanner.largerPasses(MOST_ROWS));
        for (int step = 0; step < STEPS; step++) {
            device.resultsOf(passes, 3);
        }
        int waits = device.waits;

        device.resultsOf(passes, 3);

        assertThat(passes.isSettled()).isFalse();
        assertThat(waits).isPositive();
        assertThat(device.waits).isEqualTo(waits);
    }

    /** Times in microseconds: a pass takes the host 1, and the device a known time. */
    private final class Device implements MemoryMeter {

        private final IntToLongFunction microsOfPass;
        private IntToLongFunction bytesOfPass = rows -> 1;
        private long memory = Long.MAX_VALUE / 2;
        private long bytesKept;
        private long kept;
        private long most;
        private final List<Integer> sizes = new ArrayList<>();
        private int largest;
        private long now;
        private long busyUntil;
        private int waits;

        Device(IntToLongFunction microsOfPass) {
            this.microsOfPass = microsOfPass;
        }

        Passes afterManySteps() {
            Passes passes = passes(PassPlanner.largerPasses(MOST_ROWS));
            for (int step = 0; step < STEPS; step++) {
                step(passes);
            }
            assertThat(passes.isSettled()).isTrue();
            return passes;
        }

        Passes passes(PassPlanner planner) {
            return new Passes(planner, lanes, this, bytes -> {}, () -> now * 1_000);
        }

        /** Of each pass the number of the image behind its last. */
        List<Integer> resultsOf(Passes passes, int rows) {
            return passes.run(rows, this::pass, computed -> await());
        }

        void step(Passes passes) {
            passes.run(passes.wanted(), this::pass, computed -> await());
        }

        @Override
        public OptionalLong taken(Runnable passes) {
            most = 0;
            long before = kept;
            passes.run();
            return OptionalLong.of(most + kept - before);
        }

        @Override
        public OptionalLong free() {
            return OptionalLong.of(memory - kept - most);
        }

        private int pass(int from, int to) {
            sizes.add(to - from);
            kept = bytesKept;
            long bytes = kept + bytesOfPass.applyAsLong(to - from);
            assertThat(bytes).as("%d images", to - from).isLessThanOrEqualTo(memory);
            most = Math.max(most, bytes - kept);
            largest = Math.max(largest, to - from);
            now++;
            busyUntil = Math.max(now, busyUntil) + microsOfPass.applyAsLong(to - from);
            return to;
        }

        private void await() {
            waits++;
            now = Math.max(now, busyUntil);
        }
    }
}
