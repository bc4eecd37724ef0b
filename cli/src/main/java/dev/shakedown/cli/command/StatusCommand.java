package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.job.JobProgress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells how far a campaign has come. */
@Command(name = "status", header = "Tell how far a campaign has come.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The campaign.")
    private String id = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        CampaignStatus status = apiOption.api().campaign(id);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(WireFormat.json().writerWithDefaultPrettyPrinter().writeValueAsString(status));
        } else {
            print(status, out);
        }
        out.flush();
        return ExitStatus.OK;
    }

    private static void print(CampaignStatus status, PrintWriter out) {
        out.printf(
                "%s (%s): %s, %d of %d jobs ended, %d failed, %d of %d steps done%n",
                status.name(),
                status.id(),
                status.state().name().toLowerCase(Locale.ROOT),
                status.ended(),
                status.jobs(),
                status.failed(),
                status.stepsDone(),
                status.steps());
        if (status.cancelled() > 0) {
            out.printf("%d jobs were cancelled%n", status.cancelled());
        }
        Double rate = status.stepsPerSecond();
        Double jobRate = status.jobsPerMinute();
        Double remaining = status.remainingSeconds();
        if (rate != null) {
            out.printf(
                    Locale.ROOT,
                    "%.3g steps/s%s%s%n",
                    rate,
                    jobRate == null ? "" : String.format(Locale.ROOT, ", %.3g jobs/min", jobRate),
                    remaining == null ? "" : ", " + DurationText.of(remaining) + " left");
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
            table.lines().forEach(out::println);
        }
    }
}
