package dev.shakedown.cli.command;

import dev.shakedown.contract.http.DryRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

final class DryRunText {

    private DryRunText() {}

    static List<String> lines(DryRun dryRun) {
        List<String> lines = new ArrayList<>();
        lines.add("campaign %s%s: %d jobs, %d steps"
                .formatted(
                        dryRun.campaignId(),
                        dryRun.known() ? " (submitted before)" : "",
                        dryRun.jobs(),
                        dryRun.steps()));
        lines.add("%s%d jobs have a result already".formatted(dryRun.linkedExact() ? "" : "about ", dryRun.linked()));
        lines.add(time(dryRun.estimate()));
        for (DryRun.Basis basis : dryRun.estimate().basis()) {
            lines.add("  %s on %dx%d, %d jobs: %s"
                    .formatted(basis.network(), basis.width(), basis.height(), basis.jobs(), step(basis)));
        }
        return lines;
    }

    /** One time for all jobs, or for how many networks there is none. */
    private static String time(DryRun.Estimate estimate) {
        long networks = networks(estimate, basis -> true);
        long unknown = networks(estimate, basis -> basis.bestSecondsPerStep() == null);
        long predicted = networks(estimate, basis -> basis.secondsPerStep() == null);
        Double predictedSeconds = estimate.predictedSeconds();
        Double seconds = predictedSeconds == null ? estimate.seconds() : predictedSeconds;
        if (seconds == null || unknown == networks) {
            return "how long it takes is unknown: no job of its networks has ended yet";
        }
        String known = ListingCommand.duration(seconds);
        if (unknown > 0) {
            return "how long it takes is unknown for %d of %d networks; one worker takes about %s for the jobs of the others"
                    .formatted(unknown, networks, known);
        }
        return "one worker takes about %s for all jobs%s"
                .formatted(
                        known,
                        predicted == 0
                                ? ""
                                : ", roughly: %d of %d networks are not measured on this size"
                                        .formatted(predicted, networks));
    }

    private static long networks(DryRun.Estimate estimate, Predicate<DryRun.Basis> those) {
        return estimate.basis().stream()
                .filter(those)
                .map(DryRun.Basis::network)
                .distinct()
                .count();
    }

    private static String step(DryRun.Basis basis) {
        Double seconds = basis.bestSecondsPerStep();
        if (seconds == null) {
            return String.valueOf(basis.missing());
        }
        return basis.secondsPerStep() == null
                ? String.format(Locale.ROOT, "roughly %.3g s a step, from %s", seconds, basis.predictedFrom())
                : String.format(Locale.ROOT, "%.3g s a step", seconds);
    }
}
