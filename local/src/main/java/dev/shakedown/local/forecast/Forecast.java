package dev.shakedown.local.forecast;

import dev.shakedown.local.simulation.Outcome;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.Simulation;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A scenario, simulated with several seeds.
 *
 * @param name of it
 * @param scenario what was simulated
 * @param outcomes one for each seed
 */
public record Forecast(String name, Scenario scenario, List<Outcome> outcomes) {

    public Forecast {
        outcomes = List.copyOf(outcomes);
    }

    /** Simulates with so many seeds, from a first one on; once if chance has no part in it. */
    public static Forecast of(String name, Scenario scenario, long seed, int runs) {
        boolean chance = scenario.pools().stream().anyMatch(pool -> pool.spot().interruptionsPerHour() > 0);
        return new Forecast(
                name,
                scenario,
                LongStream.range(seed, seed + (chance ? runs : 1))
                        .mapToObj(each -> Simulation.run(scenario, each))
                        .toList());
    }

    /** A percentile of a figure over the seeds: the smallest value that so many percent of them do not exceed. */
    public double percentile(int percent, ToDoubleFunction<Outcome> figure) {
        double[] sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /** The mean of a figure over the seeds. */
    public double mean(ToDoubleFunction<Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    /** The outcome with the median makespan. */
    public Outcome median() {
        List<Outcome> sorted = outcomes.stream()
                .sorted(Comparator.comparingDouble(Outcome::makespan))
                .toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** How many seeds did not come to an end before the horizon. */
    public long incomplete() {
        return outcomes.stream().filter(outcome -> !outcome.complete()).count();
    }

    /** Workers of the median outcome at so many points of its makespan, evenly spaced, from the submission on. */
    public List<Integer> workersOverTime(int points) {
        Outcome outcome = median();
        return IntStream.range(0, points)
                .mapToObj(i -> workersAt(outcome, outcome.makespan() * i / (points - 1)))
                .toList();
    }

    private static int workersAt(Outcome outcome, double time) {
        return outcome.timeline().samples().stream()
                .filter(sample -> sample.time() <= time)
                .reduce((before, after) -> after)
                .map(sample -> sample.workers())
                .orElse(0);
    }
}
