package dev.shakedown.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a campaign's report. */
@Command(
        name = "report",
        header = "Write a campaign's report: a page with tables, curves and pictures, and its tables as CSV and LaTeX.",
        description = {
            "Works on a campaign of any size and at any time. report.html is the campaign's page in one file, with small"
                    + " pictures of a few jobs; it needs no service and no network.",
            "paper-table.tex is a tabular to be \\input; it needs the packages booktabs and multirow."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand extends ApiCommand {

    static final int MOST_PICTURES = 1000;

    @Parameters(paramLabel = "CAMPAIGN", description = "The campaign: its id, the beginning of its id, or its name.")
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

    @Override
    public Integer call() throws IOException {
        if (pictures < 0 || pictures > MOST_PICTURES) {
            throw CommandException.badInput("--pictures: %d: must be from 0 to %d".formatted(pictures, MOST_PICTURES));
        }
        ReportFolder folder = new ReportFolder(out);
        if (!folder.isFree()) {
            throw CommandException.badInput("--out: " + out + ": holds something else; must be a new directory");
        }
        print(folder.write(store(), campaign(id), pictures).stream()
                .map(Path::toString)
                .toList());
        return ExitStatus.OK;
    }
}
