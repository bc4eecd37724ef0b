package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Plans for a device that works on while the host goes ahead, as a GPU does, and whose times are known. */
class MadeUpDeviceTest {

    private static final int MOST_ROWS = 64;
    private static final int STEPS = 60;

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

    /** Times in microseconds: a pass takes the host 1, and the device a known time. */
    private final class Device {

        private final IntToLongFunction microsOfPass;
        private long now;
        private long busyUntil;
        private int waits;

        Device(IntToLongFunction microsOfPass) {
            this.microsOfPass = microsOfPass;
        }

        Passes afterManySteps() {
            Passes passes =
                    new Passes(PassPlanner.measuring(MOST_ROWS, 1), lanes, false, bytes -> {}, () -> now * 1_000);
            for (int step = 0; step < STEPS; step++) {
                step(passes);
            }
            assertThat(passes.isSettled()).isTrue();
            return passes;
        }

        void step(Passes passes) {
            passes.run(passes.wanted(), this::pass, computed -> await());
        }

        private int pass(int from, int to) {
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
