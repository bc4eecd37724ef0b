package dev.shakedown.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What holds in every scenario; here in many that are drawn. */
class SimulationPropertiesTest {

    private static final int DRAWN = 150;

    @Test
    void allJobsEndAndNoStepIsMissingOrDoubledButThoseThatWereLost() {
        int interrupted = 0;
        for (int seed = 0; seed < DRAWN; seed++) {
            Scenario scenario = drawn(seed, false);

            Outcome outcome = Simulation.run(scenario, seed);

            assertThat(outcome.complete()).as("seed %d", seed).isTrue();
            assertThat(outcome.jobs()).as("seed %d", seed).isEqualTo(scenario.jobs());
            assertThat(outcome.jobsGivenUp()).as("seed %d", seed).isZero();
            assertThat(outcome.steps() - outcome.stepsLost())
                    .as("seed %d", seed)
                    .isEqualTo(scenario.steps());
            interrupted += outcome.stepsLost() > 0 ? 1 : 0;
        }
        assertThat(interrupted).isGreaterThan(DRAWN / 10);
    }

    @Test
    void nothingIsLostWithEnoughNotice() {
        long interruptions = 0;
        for (int seed = 0; seed < DRAWN; seed++) {
            Outcome outcome = Simulation.run(drawn(seed, true), seed);

            assertThat(outcome.stepsLost()).as("seed %d", seed).isZero();
            assertThat(outcome.kills()).as("seed %d", seed).isZero();
            interruptions += outcome.interruptions();
        }
        assertThat(interruptions).isGreaterThan(DRAWN);
    }

    @Test
    void nothingIsFasterThanAllWorkersAtTheirBest() {
        for (int seed = 0; seed < DRAWN; seed++) {
            Scenario scenario = drawn(seed, seed % 2 == 0);

            Outcome outcome = Simulation.run(scenario, seed);

            double work = 0;
            for (WorkGroup group : scenario.work()) {
                work += group.totalSteps() * bestSecondsAnImage(scenario.pools().get(0), group);
            }
            assertThat(outcome.makespan())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(work / outcome.mostWorkers() - 1e-6);
            Outcome.PoolOutcome pool = outcome.pools().get(0);
            assertThat(pool.busySeconds()).as("seed %d", seed).isLessThanOrEqualTo(pool.workerSeconds() + 1e-6);
            assertThat(pool.workerSeconds()).as("seed %d", seed).isLessThanOrEqualTo(pool.nodeSeconds() + 1e-6);
        }
    }

    @Test
    void theSameSeedGivesTheSameAndAnotherSeedAnother() {
        Scenario scenario = drawn(3, false);

        Outcome first = Simulation.run(scenario, 7);
        Outcome again = Simulation.run(scenario, 7);

        assertThat(again.timeline().samples()).isEqualTo(first.timeline().samples());
        assertThat(again.pools()).isEqualTo(first.pools());
        assertThat(again.makespan()).isEqualTo(first.makespan());
        assertThat(List.of(8L, 9L, 10L))
                .anyMatch(other -> Simulation.run(scenario, other).makespan() != first.makespan());
    }

    @Test
    void aJobThatKeepsLosingItsWorkersIsGivenUpAndTheOthersGoOn() {
        Pool pool = Scenarios.pool(PassTimes.each(10), 1, new Scaling.Fixed(1)).withSpot(new Spot(6, 0));
        Scenario scenario =
                Scenarios.scenario(Scenarios.work(20, 120, 32), pool).withDelivery(new Delivery(1e9, 3, 0, 1e9, 0));

        Outcome outcome = Simulation.run(scenario, 1);

        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.jobsGivenUp()).isBetween(1L, 20L);
        assertThat(outcome.steps() - outcome.stepsLost()).isEqualTo((20 - outcome.jobsGivenUp()) * 120);
    }

    @Test
    void saysThatItIsNotCompleteWhenNothingWakesThePool() {
        Scaling.Keda deaf = new Scaling.Keda(0, 4, 5, 100, 30, 300, false, false, HpaBehaviour.DEFAULT);
        Scenario scenario = new Scenario(
                List.of(Scenarios.work(10, 10, 32)),
                Scenarios.AT_ONCE,
                64,
                Scenarios.PROMPT,
                List.of(Scenarios.pool(PassTimes.each(1), 1, deaf)),
                10_000);

        Outcome outcome = Simulation.run(scenario, 1);

        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.jobs()).isZero();
        assertThat(outcome.makespan()).isEqualTo(10_000);
        assertThat(outcome.cost()).isZero();
    }

    private static double bestSecondsAnImage(Pool pool, WorkGroup group) {
        PassTimes times = pool.passes().get(group.kind());
        assertThat(times).isNotNull();
        double best = times.pass(1);
        for (int rows = 2; rows <= pool.slots(); rows++) {
            best = Math.min(best, times.pass(rows) / rows);
        }
        return best;
    }

    private static Scenario drawn(long seed, boolean gentle) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Kind, PassTimes> passes = new TreeMap<>(Comparator.comparing(Kind::network));
        List<WorkGroup> work = new ArrayList<>();
        int groups = random.nextInt(1, 4);
        for (int i = 0; i < groups; i++) {
            Kind kind = new Kind("network-" + i, "64x64");
            double one = random.nextDouble(0.1, 2);
            passes.put(
                    kind,
                    new PassTimes(new TreeMap<>(Map.of(
                            1, one, 2, one * random.nextDouble(1.1, 2.1), 4, one * random.nextDouble(2.2, 4.2)))));
            work.add(new WorkGroup(
                    "",
                    kind.network(),
                    kind.size(),
                    random.nextInt(1, 120),
                    random.nextInt(10, 400),
                    1,
                    random.nextInt(1, 33)));
        }
        Overheads overheads = new Overheads(
                random.nextDouble(20),
                random.nextDouble(0.5),
                random.nextDouble(0.5),
                random.nextDouble(0.5),
                random.nextDouble(0.5),
                random.nextDouble(0.5),
                random.nextDouble(0.5));
        Nodes nodes = new Nodes(
                random.nextDouble(200), random.nextDouble(60), random.nextDouble(20), random.nextDouble(600), 1, 1);
        int most = random.nextInt(1, 9);
        Scaling scaling = random.nextBoolean()
                ? new Scaling.Fixed(most)
                : new Scaling.Keda(
                        random.nextInt(0, 2),
                        most,
                        random.nextInt(1, 30),
                        0,
                        30,
                        random.nextDouble(30, 300),
                        random.nextBoolean(),
                        false,
                        HpaBehaviour.DEFAULT);
        Spot spot = gentle ? new Spot(random.nextDouble(1, 4), 120) : new Spot(random.nextDouble(4), 0);
        Pool pool =
                new Pool("pool", "", passes, random.nextInt(1, 9), 0, overheads, Slowdown.NONE, nodes, spot, scaling);
        Delivery delivery = new Delivery(random.nextDouble(20, 300), 1000, 15, 100, 3);
        return new Scenario(
                work, new Publication(0.5, 1000), random.nextInt(1, 65), delivery, List.of(pool), Scenario.LONG);
    }
}
