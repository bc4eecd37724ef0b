package dev.shakedown.cli.command;

import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.stack.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "report",
        header = "Write a campaign's report: a page with tables, curves and pictures, and its tables as CSV and LaTeX.",
        description = {
            "Works on a campaign of any size and at any time. report.html is the campaign's page in one file, with small"
                    + " pictures of a few jobs; it needs no service and no network.",
            "paper-table.tex is a tabular to be \\input; it needs the packages booktabs and multirow."
        },
        mixinStandardHelpOptions = true)
final class ReportCommand extends ListingCommand {

    static final int MOST_PICTURES = 1000;

    private static final List<String> TABLES =
            List.of("paper-table.csv", "paper-table.tex", "robustness-curve.csv", "transfer-matrix.csv", "trust.csv");

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where to write. New, empty, or an earlier report's.")
    private Path out = Path.of("");

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description = "How many jobs to show with pictures, the worst first (default: ${DEFAULT-VALUE}).")
    private int pictures = 24;

    @Override
    public Integer call() throws IOException {
        CommandException.requireRange("--pictures", pictures, 0, MOST_PICTURES);
        // An earlier report is replaced.
        if (!ScratchDirectory.isFree(out) && !Files.isRegularFile(out.resolve(TABLES.get(0)))) {
            throw CommandException.badInput("--out: " + out + ": holds something else; must be a new directory");
        }
        ResultStoreClient store = store();
        String id = campaign.requiredId(this);
        Files.createDirectories(out);
        List<String> written = new ArrayList<>();
        for (String table : TABLES) {
            Path file = out.resolve(table);
            store.downloadView(id, table, file);
            written.add(file.toString());
        }
        Path page = out.resolve("report.html");
        store.downloadReport(id, pictures, page);
        written.add(page.toString());
        print(written, () -> written);
        return ExitCode.OK;
    }
}
