package dev.shakedown.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What can be reckoned by hand. */
class ClosedFormTest {

    private static final double EXACT = 1e-6;

    @Test
    void oneWorkerTakesItsWorkTimesTheSecondsOfAStep() {
        Pool pool = Scenarios.pool(PassTimes.each(0.25), 1, new Scaling.Fixed(1));

        Outcome outcome = Simulation.run(Scenarios.scenario(Scenarios.work(100, 40, 32), pool), 1);

        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.makespan()).isCloseTo(100 * 40 * 0.25, within(EXACT));
        assertThat(outcome.pools().get(0).busySeconds()).isCloseTo(1000, within(EXACT));
        assertThat(outcome.utilisation()).isCloseTo(1, within(EXACT));
        assertThat(outcome.mostLag()).isEqualTo(100);
    }

    @Test
    void overheadsOfTheComputingThreadAddUpAndPublishingOnlyDelaysTheLast() {
        Pool pool = Scenarios.with(
                Scenarios.pool(PassTimes.each(0.25), 1, new Scaling.Fixed(1)),
                new Overheads(7, 0.1, 0.2, 0.3, 0.5, 0.4, 0));

        Outcome outcome = Simulation.run(Scenarios.scenario(Scenarios.work(10, 4, 32), pool), 1);

        assertThat(outcome.makespan()).isCloseTo(7 + 10 * (0.1 + 0.2 + 4 * 0.25 + 0.3) + 0.5 + 0.4, within(EXACT));
    }

    @Test
    void slotsShareAPassOnceAllPlansWereTried() {
        PassTimes times = new PassTimes(new TreeMap<>(Map.of(1, 1.0, 2, 1.2, 4, 1.6)));
        Pool pool = Scenarios.pool(times, 4, new Scaling.Fixed(1));

        Outcome outcome = Simulation.run(Scenarios.scenario(Scenarios.work(4, 100, 32), pool), 1);

        // One job alone for four steps, two for four, then all four, until each in turn has its hundred; three go as
        // two and one.
        assertThat(outcome.makespan())
                .isCloseTo(4 * 1.0 + 4 * 1.2 + 92 * 1.6 + 4 * (1.2 + 1.0) + 4 * 1.2, within(EXACT));
        assertThat(outcome.steps()).isEqualTo(400);
    }

    @Test
    void aFixedPlanRunsSoManyImagesInAPass() {
        PassTimes times = new PassTimes(new TreeMap<>(Map.of(1, 1.0, 4, 2.0)));
        Pool measured = Scenarios.pool(times, 4, new Scaling.Fixed(1));
        Pool pool = new Pool(
                "pool",
                "",
                measured.passes(),
                4,
                4,
                Overheads.NONE,
                Slowdown.NONE,
                Nodes.AT_ONCE,
                Spot.NEVER,
                new Scaling.Fixed(1));

        Outcome outcome = Simulation.run(Scenarios.scenario(Scenarios.work(40, 10, 40), pool), 1);

        assertThat(outcome.makespan()).isCloseTo(40 * 10 * 2.0 / 4, within(EXACT));
    }

    @Test
    void workersWithEqualSharesTakeTheirPartOfTheTime() {
        int workers = 4;
        WorkGroup work = Scenarios.work(64, 10, 4);
        Pool pool = Scenarios.pool(PassTimes.each(0.5), 1, new Scaling.Fixed(workers));

        Outcome outcome = Simulation.run(Scenarios.scenario(work, pool), 1, equalShares(work, workers));

        assertThat(outcome.makespan()).isCloseTo(64 * 10 * 0.5 / workers, within(EXACT));
        assertThat(outcome.utilisation()).isCloseTo(1, within(EXACT));
    }

    @Test
    void workersThatShareAMachineAreSlowerTheMoreOfThemCompute() {
        WorkGroup work = Scenarios.work(64, 10, 4);
        Slowdown slowdown = new Slowdown(new TreeMap<>(Map.of(1, 1.0, 2, 1.5)));
        Pool pool = Scenarios.with(Scenarios.pool(PassTimes.each(0.5), 1, new Scaling.Fixed(2)), slowdown);

        Outcome outcome = Simulation.run(Scenarios.scenario(work, pool), 1, equalShares(work, 2));

        assertThat(outcome.makespan()).isCloseTo(64 * 10 * 0.5 / 2 * 1.5, within(EXACT));
    }

    @Test
    void aWorkerComputesFasterOnceItsNeighbourHasNothingLeft() {
        // Three chunks of four jobs for one worker, one for the other.
        WorkGroup work = Scenarios.work(16, 10, 4);
        Slowdown slowdown = new Slowdown(new TreeMap<>(Map.of(1, 1.0, 2, 2.0)));
        Pool pool = Scenarios.with(Scenarios.pool(PassTimes.each(0.5), 1, new Scaling.Fixed(2)), slowdown);
        Set<TopicPartition> one = Set.of(normal(work, 0));
        Set<TopicPartition> three = Set.of(normal(work, 4), normal(work, 8), normal(work, 12));

        Outcome outcome = Simulation.run(Scenarios.scenario(work, pool), 1, List.of(one, three));

        // Both at half speed until the one has done its 20 s of work; then 40 s at full speed.
        assertThat(outcome.makespan()).isCloseTo(40 + 40, within(EXACT));
    }

    @Test
    void aPoolFromZeroAndBackCostsFromTheFirstPollToTheEndOfItsCooldown() {
        Scaling.Keda keda = Scaling.Keda.of(0, 1, 5).withCooldown(300);
        Pool pool = Scenarios.with(Scenarios.pool(PassTimes.each(1), 1, keda), new Nodes(100, 20, 10, 60, 36, 2));

        Outcome outcome = Simulation.run(Scenarios.scenario(Scenarios.work(10, 50, 32), pool), 1);

        // Found at 30 s, there at 160 s, done at 660 s. The poll at 660 s may come before or after that end; the last
        // that finds
        // work is at 630 s or 660 s, so the worker goes at 930 s or 960 s, and its node a minute later.
        assertThat(outcome.makespan()).isCloseTo(30 + 130 + 500, within(EXACT));
        assertThat(outcome.gpuSeconds()).isIn(2 * (990.0 - 30), 2 * (1020.0 - 30));
        assertThat(outcome.cost()).isCloseTo(outcome.nodeSeconds() / 3600 * 36, within(EXACT));
        assertThat(outcome.mostWorkers()).isEqualTo(1);
    }

    @Test
    void interruptionsWithoutNoticeCostWhatTheyAreExpectedTo() {
        double seconds = 600;
        double rate = 3;
        Pool pool = Scenarios.pool(PassTimes.each(10), 1, new Scaling.Fixed(1)).withSpot(new Spot(rate, 0));
        Scenario scenario = Scenarios.scenario(Scenarios.work(20, 60, 32), pool);
        int runs = 400;

        double[] makespans = LongStream.range(0, runs)
                .mapToDouble(seed -> Simulation.run(scenario, seed).makespan())
                .toArray();

        // A piece of work of T seconds that begins again at each event of a Poisson process takes (exp(lambda T) - 1) /
        // lambda.
        double lambda = rate / 3600;
        assertMean(makespans, 20 * Math.expm1(lambda * seconds) / lambda);
    }

    @Test
    void legsBoundWhatAnInterruptionCosts() {
        double leg = 120;
        double rate = 3;
        Pool pool = Scenarios.pool(PassTimes.each(10), 1, new Scaling.Fixed(1)).withSpot(new Spot(rate, 0));
        Scenario scenario =
                Scenarios.scenario(Scenarios.work(20, 60, 32), pool).withDelivery(new Delivery(leg, 1000, 0, 1e9, 0));
        int runs = 400;

        double[] makespans = LongStream.range(0, runs)
                .mapToDouble(seed -> Simulation.run(scenario, seed).makespan())
                .toArray();

        double lambda = rate / 3600;
        assertMean(makespans, 20 * 600 / leg * Math.expm1(lambda * leg) / lambda);
    }

    private static void assertMean(double[] values, double expected) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / (values.length - 1);
        }
        double deviation = Math.sqrt(variance / values.length);
        // So narrow that an expectation that leaves out the interruptions would not pass.
        assertThat(deviation).isLessThan(expected * 0.02);
        assertThat(mean).isCloseTo(expected, within(4 * deviation));
    }

    private static TopicPartition normal(WorkGroup work, int job) {
        return new TopicPartition(Lane.NORMAL.topic(), Simulation.partition(work.key(job), 64));
    }

    /** Gives each worker as many jobs, by the partitions in which their keys lie. */
    private static List<Set<TopicPartition>> equalShares(WorkGroup work, int workers) {
        Map<TopicPartition, Integer> jobs = new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
        for (int job = 0; job < work.jobs(); job++) {
            jobs.merge(normal(work, job), 1, Integer::sum);
        }
        List<Map.Entry<TopicPartition, Integer>> largestFirst = new ArrayList<>(jobs.entrySet());
        largestFirst.sort((a, b) -> b.getValue() - a.getValue());
        List<Set<TopicPartition>> shares = new ArrayList<>();
        int[] totals = new int[workers];
        for (int i = 0; i < workers; i++) {
            shares.add(new HashSet<>());
        }
        for (Map.Entry<TopicPartition, Integer> partition : largestFirst) {
            int least = 0;
            for (int i = 1; i < workers; i++) {
                least = totals[i] < totals[least] ? i : least;
            }
            shares.get(least).add(partition.getKey());
            totals[least] += partition.getValue();
        }
        assertThat(totals).containsOnly(work.jobs() / workers);
        return shares;
    }
}
