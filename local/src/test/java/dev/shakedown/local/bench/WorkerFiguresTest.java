package dev.shakedown.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.local.client.ServiceMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerFiguresTest {

    private static final ServiceMetrics METRICS = new ServiceMetrics(Map.of(
            "shakedown_step_seconds_count", 100.0,
            "shakedown_step_seconds_sum", 20.0,
            "shakedown_batch_rows_sum", 400.0,
            "shakedown_leg_part_seconds_count{part=\"prepare\"}", 10.0,
            "shakedown_leg_part_seconds_sum{part=\"prepare\"}", 1.0,
            "shakedown_leg_part_seconds_count{part=\"evaluate\"}", 8.0,
            "shakedown_leg_part_seconds_sum{part=\"evaluate\"}", 4.0,
            "shakedown_leg_part_seconds_count{part=\"publish\"}", 8.0,
            "shakedown_leg_part_seconds_sum{part=\"publish\"}", 2.0));

    @Test
    void tellsMeansFromAWorkersMetrics() {
        WorkerFigures figures = WorkerFigures.of(METRICS);

        assertThat(figures.secondsAnImage()).isCloseTo(0.05, within(1e-12));
        assertThat(figures.prepare()).isCloseTo(0.1, within(1e-12));
        assertThat(figures.evaluate()).isCloseTo(0.5, within(1e-12));
        assertThat(figures.publish()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void addsWorkersAndTakesOffWhatWasBefore() {
        WorkerFigures one = WorkerFigures.of(METRICS);

        assertThat(WorkerFigures.sum(List.of(one, one, one)).since(one.plus(one)))
                .isEqualTo(one);
    }
}
