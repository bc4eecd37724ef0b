package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.job.JobProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the progress of a campaign. */
@Command(name = "status", header = "Print the progress of a campaign.", mixinStandardHelpOptions = true)
final class StatusCommand extends ListingCommand {

    @Parameters(paramLabel = "ID", description = "The campaign: its id, the beginning of its id, or its name.")
    private String id = "";

    @Override
    public Integer call() {
        CampaignStatus status = api().campaign(campaign(id));
        print(status, () -> lines(status));
        return ExitStatus.OK;
    }

    private static List<String> lines(CampaignStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add("%s (%s): %s, %d of %d jobs ended, %d failed, %d of %d steps done"
                .formatted(
                        status.name(),
                        status.id(),
                        status.state().name().toLowerCase(Locale.ROOT),
                        status.ended(),
                        status.jobs(),
                        status.failed(),
                        status.stepsDone(),
                        status.steps()));
        if (status.cancelled() > 0) {
            lines.add("%d jobs were cancelled".formatted(status.cancelled()));
        }
        Double rate = status.stepsPerSecond();
        Double jobRate = status.jobsPerMinute();
        Double remaining = status.remainingSeconds();
        if (rate != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.3g steps/s%s%s",
                    rate,
                    jobRate == null ? "" : String.format(Locale.ROOT, ", %.3g jobs/min", jobRate),
                    remaining == null ? "" : ", " + DurationText.of(remaining) + " left"));
        }
        if (!status.running().isEmpty()) {
            TextTable table = new TextTable(List.of(
                    Column.words("running job"),
                    Column.numbers("step"),
                    Column.numbers("of"),
                    Column.numbers("objective"),
                    Column.words("worker")));
            for (JobProgress job : status.running()) {
                table.add(List.of(
                        job.jobId(),
                        Integer.toString(job.step()),
                        Integer.toString(job.steps()),
                        String.format(Locale.ROOT, "%.4g", job.objective()),
                        job.worker()));
            }
            lines.addAll(table.lines());
        }
        return lines;
    }
}
