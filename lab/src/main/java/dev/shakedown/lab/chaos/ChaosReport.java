package dev.shakedown.lab.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a run.
 *
 * @param seed of the faults
 * @param faults how many of each kind
 * @param leftOut kinds that are left out, with the reason
 * @param seconds that the faulty part of the run took
 * @param campaigns submitted
 * @param jobs in all of them
 * @param results published for them
 * @param stepsDone steps reported
 * @param stepsAgain of these, done before
 * @param resumed legs that went on with a state
 * @param leaderEpoch the highest of Kafka's partitions, which rises with each start of the broker
 * @param wrong violations, in words; empty if there are none
 */
public record ChaosReport(
        long seed,
        Map<Fault, Integer> faults,
        Map<Fault, String> leftOut,
        double seconds,
        int campaigns,
        long jobs,
        long results,
        long stepsDone,
        long stepsAgain,
        long resumed,
        int leaderEpoch,
        List<String> wrong) {

    public ChaosReport {
        faults = Map.copyOf(faults);
        leftOut = Map.copyOf(leftOut);
        wrong = List.copyOf(wrong);
    }

    /** Whether nothing was lost, duplicated, damaged or left over. */
    public boolean holds() {
        return wrong.isEmpty();
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        int injected = faults.values().stream().mapToInt(Integer::intValue).sum();
        lines.add(String.format(Locale.ROOT, "%d faults in %.0f s (seed %d)", injected, seconds, seed));
        for (Fault kind : Fault.values()) {
            String name = kind.word().replace('-', ' ');
            lines.add(
                    leftOut.containsKey(kind)
                            ? "  %-18s left out: %s".formatted(name, leftOut.get(kind))
                            : String.format(Locale.ROOT, "  %-18s %4d", name, faults.getOrDefault(kind, 0)));
        }
        lines.add("leader epoch of Kafka's partitions at the end: " + leaderEpoch);
        lines.add(String.format(Locale.ROOT, "%d campaigns, %d jobs, %d results published", campaigns, jobs, results));
        lines.add(String.format(
                Locale.ROOT,
                "%d legs went on with a state; %d of %d steps were done again (%.1f %%)",
                resumed,
                stepsAgain,
                stepsDone,
                100.0 * stepsAgain / Math.max(1, stepsDone)));
        if (holds()) {
            lines.add("every job has exactly one result, as in an undisturbed run, bit for bit; nothing lost, doubled,"
                    + " damaged or left behind");
        } else {
            wrong.forEach(problem -> lines.add("WRONG: " + problem));
        }
        return lines;
    }
}
