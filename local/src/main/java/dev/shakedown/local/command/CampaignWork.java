package dev.shakedown.local.command;

import dev.shakedown.local.bench.WorkerFigures;
import dev.shakedown.local.client.DryRun;
import dev.shakedown.local.scenario.ScenarioDocument.Given;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.Overheads;
import dev.shakedown.local.simulation.PassTimes;
import dev.shakedown.local.simulation.Pool;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.WorkGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Work and times for a simulation from what a service or a worker says. */
final class CampaignWork {

    /** As job-api has it by default. */
    private static final int CHUNK = 32;

    private CampaignWork() {}

    /** A campaign's jobs that have no result yet, each with the campaign's mean number of steps. */
    static Given of(DryRun dryRun) {
        long left = dryRun.jobs() - dryRun.linked();
        if (left <= 0) {
            throw CommandException.badInput(
                    "--campaign: all its jobs have a result already: nothing is left to simulate");
        }
        int steps = (int) Math.max(1, Math.round(dryRun.steps() / (double) dryRun.jobs()));
        List<WorkGroup> groups = new ArrayList<>();
        Map<Kind, PassTimes> passes = new HashMap<>();
        for (DryRun.Basis basis : dryRun.estimate().basis()) {
            String size = basis.width() + "x" + basis.height();
            int jobs = (int) Math.max(1, Math.round(basis.jobs() * (left / (double) dryRun.jobs())));
            groups.add(new WorkGroup("", basis.network(), size, jobs, steps, 1, CHUNK));
            Double seconds = basis.secondsPerStep();
            if (seconds != null && seconds > 0) {
                passes.put(new Kind(basis.network(), size), PassTimes.each(seconds));
            }
        }
        return new Given(groups, passes);
    }

    /** What of it is not exact. */
    static List<String> remarks(DryRun dryRun) {
        List<String> lines = new ArrayList<>();
        lines.add("campaign %s: %d jobs with %d steps in all; each job is simulated with the mean, and one image a step"
                .formatted(dryRun.campaignId(), dryRun.jobs(), dryRun.steps()));
        if (dryRun.linked() > 0) {
            lines.add("%d jobs have a result already and are taken off all networks and sizes alike"
                    .formatted(dryRun.linked()));
        }
        return lines;
    }

    /** A scenario with the overheads that workers measured, and with their step time if there is one kind of work. */
    static Scenario measured(Scenario scenario, WorkerFigures figures) {
        Set<Kind> kinds = new HashSet<>();
        scenario.work().forEach(group -> kinds.add(group.kind()));
        return scenario.withPools(scenario.pools().stream()
                .map(pool -> measured(pool, kinds, figures))
                .toList());
    }

    private static Pool measured(Pool pool, Set<Kind> kinds, WorkerFigures figures) {
        Overheads known = pool.overheads();
        Map<Kind, PassTimes> passes = new HashMap<>(pool.passes());
        if (kinds.size() == 1) {
            kinds.forEach(kind -> passes.put(kind, PassTimes.each(figures.secondsAnImage())));
        }
        return new Pool(
                pool.name(),
                pool.queue(),
                passes,
                pool.slots(),
                pool.plan(),
                new Overheads(
                        known.load(),
                        figures.prepare(),
                        known.begin(),
                        figures.evaluate(),
                        figures.publish(),
                        known.store(),
                        known.release()),
                pool.slowdown(),
                pool.nodes(),
                pool.spot(),
                pool.scaling());
    }
}
