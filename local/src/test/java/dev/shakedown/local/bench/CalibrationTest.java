package dev.shakedown.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.local.bench.BusySamples.Sample;
import dev.shakedown.local.bench.BusySamples.Seen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /**
     * After so many seconds of work in which a second has 5 steps of 0.15 s, a job prepared in 0.05 s and judged in 0.1
     * s.
     */
    private static WorkerFigures after(double seconds, double slowdown) {
        double jobs = seconds / slowdown;
        return new WorkerFigures(
                5 * jobs,
                5 * jobs,
                0.75 * jobs * slowdown,
                jobs,
                0.05 * jobs * slowdown,
                jobs,
                0.1 * jobs * slowdown,
                jobs,
                0.2 * jobs);
    }

    @Test
    void tellsTimesAloneFromTimesSideBySide() {
        BusySamples samples = new BusySamples();
        // Both for ten seconds at half speed, then the first alone.
        for (int i = 0; i <= 10; i++) {
            samples.add(new Sample(i, List.of(after(i, 2), after(i, 2))));
        }
        for (int i = 1; i <= 10; i++) {
            samples.add(new Sample(10 + i, List.of(after(10, 2).plus(after(i, 1)), after(10, 2))));
        }

        Calibration calibration = Calibration.of(samples.seen(), 0.2, 0.3, 0.4);

        assertThat(calibration.step()).isCloseTo(0.15, within(1e-9));
        assertThat(calibration.slowdown().factors()).hasSize(2);
        assertThat(calibration.slowdown().factors().get(2)).isCloseTo(2, within(1e-9));
        assertThat(calibration.overheads().prepare()).isCloseTo(0.05, within(1e-9));
        assertThat(calibration.overheads().evaluate()).isCloseTo(0.1, within(1e-9));
        assertThat(calibration.overheads().begin()).isCloseTo(0.1, within(1e-9));
        assertThat(calibration.overheads().publish()).isEqualTo(0.2);
        assertThat(calibration.delay()).isEqualTo(0.4);
    }

    @Test
    void leavesOutTimesInWhichAWorkerBeganOrEnded() {
        BusySamples samples = new BusySamples();
        WorkerFigures idle = WorkerFigures.NONE;
        for (int i = 0; i <= 4; i++) {
            samples.add(new Sample(i, List.of(after(i, 1), idle)));
        }
        // The second begins somewhere here.
        samples.add(new Sample(5, List.of(after(4.6, 1), after(0.1, 1))));
        samples.add(new Sample(6, List.of(after(5.1, 1), after(0.6, 1))));

        Map<Integer, Seen> seen = samples.seen();

        assertThat(seen).containsOnlyKeys(1);
        assertThat(seen.get(1).seconds()).isEqualTo(2);
    }

    @Test
    void needsATimeInWhichOneWorkerAloneComputed() {
        assertThatThrownBy(() -> Calibration.of(Map.of(), 0, 0, 0))
                .hasMessageContaining("no time was seen in which one worker alone computed");
    }
}
