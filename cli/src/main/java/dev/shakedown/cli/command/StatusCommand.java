package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.JobLookup;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.job.JobProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

@Command(name = "status", header = "Print the progress of a campaign.", mixinStandardHelpOptions = true)
final class StatusCommand extends ListingCommand {

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Override
    public Integer call() {
        CampaignStatus status = api().campaign(campaign.requiredId(this));
        print(status, () -> lines(status));
        return ExitCode.OK;
    }

    private static List<String> lines(CampaignStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(line(status) + ", %d of %d steps done".formatted(status.stepsDone(), status.steps()));
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
                    remaining == null ? "" : ", " + duration(remaining) + " left"));
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
                        JobLookup.shortened(job.jobId()),
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
