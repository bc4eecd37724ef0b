package dev.shakedown.cli.command;

import dev.shakedown.cli.report.CampaignTables;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.artifact.JobFiles;
import dev.shakedown.contract.http.JobRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a campaign's report. */
@Command(
        name = "report",
        header = "Write a campaign's report: a page with tables, curves and pictures, and its tables as CSV and LaTeX.",
        description = {
            "Works on a campaign of any size and at any time: means are result-store's, pictures those of a few jobs.",
            "paper-table.tex is a tabular to be \\input; it needs the packages booktabs and multirow."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    private static final int MOST_PICTURES = 1000;

    @Parameters(paramLabel = "CAMPAIGN", description = "The campaign.")
    private String id = "";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where to write. New, empty, or an earlier report's.")
    private Path out = Path.of("");

    @Option(
            names = "--pictures",
            paramLabel = "N",
            defaultValue = "24",
            description = "How many jobs to show with pictures, the worst first (default: ${DEFAULT-VALUE}).")
    private int pictures = 24;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** Jobs to show, and why those. */
    private record Choice(List<JobRecord> records, String why) {}

    @Override
    public Integer call() throws IOException {
        if (pictures < 0 || pictures > MOST_PICTURES) {
            throw CommandException.badInput("--pictures: %d: must be from 0 to %d".formatted(pictures, MOST_PICTURES));
        }
        ReportFolder folder = new ReportFolder(out);
        if (!folder.isFree()) {
            throw CommandException.badInput("--out: " + out + ": holds something else; must be a new directory");
        }
        ResultStoreClient store = apiOption.api().resultStore();
        CampaignTables tables = CampaignTables.of(store, id);
        Choice choice = choose(store);
        List<JobFiles> jobs = new ArrayList<>();
        for (JobRecord record : choice.records()) {
            jobs.add(JobFiles.fetch(store, record));
        }
        PrintWriter lines = spec.commandLine().getOut();
        folder.write(tables, jobs, choice.why()).forEach(lines::println);
        lines.flush();
        return ExitStatus.OK;
    }

    /** Where no image has a ground truth nothing is lost against it, and the output's change has to do. */
    private Choice choose(ResultStoreClient store) {
        if (pictures == 0) {
            return new Choice(List.of(), "");
        }
        List<JobRecord> worst =
                store.results(id, ResultQuery.ALL.with("sort", "damage").first(pictures));
        if (!worst.isEmpty()) {
            return new Choice(
                    worst,
                    "The %d jobs that lost most PSNR to the sharp image, the worst first.".formatted(worst.size()));
        }
        List<JobRecord> changed =
                store.results(id, ResultQuery.ALL.with("sort", "change").first(pictures));
        return new Choice(
                changed,
                "The %d jobs whose output changed most, the worst first; no sharp image is known."
                        .formatted(changed.size()));
    }
}
