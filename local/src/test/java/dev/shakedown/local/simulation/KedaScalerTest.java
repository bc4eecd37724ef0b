package dev.shakedown.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KedaScalerTest {

    /** How many workers there are from when on; each job takes so long that the lag stays. */
    private static TreeMap<Double, Integer> workers(Scaling.Keda keda, int partitions, int jobs, double seconds) {
        Pool pool = Scenarios.pool(PassTimes.each(seconds), 1, keda);
        Scenario scenario = new Scenario(
                List.of(Scenarios.work(jobs, 1, 1)),
                Scenarios.AT_ONCE,
                partitions,
                Scenarios.PROMPT,
                List.of(pool),
                Scenario.LONG);
        TreeMap<Double, Integer> sizes = new TreeMap<>();
        Simulation.run(scenario, 1).timeline().samples().forEach(sample -> sizes.put(sample.time(), sample.workers()));
        return sizes;
    }

    private static int at(TreeMap<Double, Integer> sizes, double time) {
        return sizes.floorEntry(time).getValue();
    }

    @Test
    void wakesThePoolAtAPollAndThenGrowsByFourOrDoublesEvery15Seconds() {
        TreeMap<Double, Integer> sizes = workers(Scaling.Keda.of(0, 100, 10), 64, 400, 10_000);

        // At 30 s KEDA wakes it, and the autoscaler, due at the same time, sees one worker.
        assertThat(List.of(29.9, 30.0, 45.0, 60.0, 75.0, 120.0))
                .extracting(time -> at(sizes, time))
                .containsExactly(0, 5, 10, 20, 40, 40);
    }

    @Test
    void asksForNoMoreWorkersThanPartitionsUnlessIdleOnesAreAllowed() {
        Scaling.Keda bounded = Scaling.Keda.of(0, 100, 5);
        Scaling.Keda idle = new Scaling.Keda(0, 100, 5, 0, 30, 300, true, false, HpaBehaviour.DEFAULT);

        assertThat(at(workers(bounded, 8, 400, 10_000), 200)).isEqualTo(8);
        assertThat(at(workers(idle, 8, 400, 10_000), 200)).isEqualTo(80);
    }

    @Test
    void countsOnlyPartitionsWhereSomethingWaitsIfToldTo() {
        Scaling.Keda limited = new Scaling.Keda(0, 100, 5, 0, 30, 300, false, true, HpaBehaviour.DEFAULT);
        Pool pool = Scenarios.pool(PassTimes.each(10_000), 1, limited);
        WorkGroup oneKey = Scenarios.work(200, 1, 200);

        Outcome outcome = Simulation.run(Scenarios.scenario(oneKey, pool), 1);

        List<Timeline.Sample> full = outcome.timeline().samples().stream()
                .filter(sample -> sample.lag() >= 10)
                .toList();
        assertThat(full).extracting(Timeline.Sample::workers).containsOnly(0, 1);
        // KEDA divides whole numbers: a lag of 9 for 5 each is still one worker to it, and two to the autoscaler.
        assertThat(outcome.mostWorkers()).isEqualTo(2);
    }

    @Test
    void shrinksOnlyAfterFiveMinutesOfASmallerLag() {
        Scaling.Keda keda = Scaling.Keda.of(1, 20, 10);
        TreeMap<Double, Integer> sizes = workers(keda, 64, 200, 20);

        double grown = sizes.entrySet().stream()
                .filter(entry -> entry.getValue() == 20)
                .findFirst()
                .orElseThrow()
                .getKey();
        double shrunk = sizes.tailMap(grown).entrySet().stream()
                .filter(entry -> entry.getValue() < 20)
                .findFirst()
                .orElseThrow()
                .getKey();

        assertThat(shrunk - grown).isGreaterThanOrEqualTo(285);
        assertThat(sizes.lastEntry().getValue()).isEqualTo(1);
    }

    @Test
    void refusesWhatKedaRefuses() {
        assertThatThrownBy(() -> new Scaling.Keda(0, 1, 5, 0, 30, 300, true, true, HpaBehaviour.DEFAULT))
                .hasMessageContaining("limitToPartitionsWithLag: true: must be false with allowIdleConsumers");
    }
}
