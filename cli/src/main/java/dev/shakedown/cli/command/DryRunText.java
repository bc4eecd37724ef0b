package dev.shakedown.cli.command;

import dev.shakedown.contract.http.DryRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A dry run as human-readable lines. */
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
        Double seconds = dryRun.estimate().seconds();
        if (seconds == null) {
            lines.add("how long it takes is not known");
        } else {
            lines.add("one worker takes %s %s for all jobs"
                    .formatted(dryRun.estimate().complete() ? "about" : "more than", DurationText.of(seconds)));
        }
        for (DryRun.Basis basis : dryRun.estimate().basis()) {
            lines.add("  %s on %dx%d, %d jobs: %s"
                    .formatted(
                            basis.network(),
                            basis.width(),
                            basis.height(),
                            basis.jobs(),
                            basis.secondsPerStep() == null
                                    ? String.valueOf(basis.missing())
                                    : String.format(Locale.ROOT, "%.3g s a step", basis.secondsPerStep())));
        }
        return lines;
    }
}
