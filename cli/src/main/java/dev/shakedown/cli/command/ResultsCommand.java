package dev.shakedown.cli.command;

import dev.shakedown.cli.table.ResultTable;
import dev.shakedown.cli.table.WarningCounts;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.JobRecord;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "results",
        header = "Print a campaign's results.",
        description = {
            "table and json: jobs that have ended, in the campaign's order unless --sort says otherwise.",
            "csv, jsonl and parquet: what result-store streams, of a campaign of any size, to standard output or with --out"
                    + " to a file: a row a job, also of those that have not ended, in the campaign's order, with the"
                    + " columns of the view job_result in docs/sql.md. Filters leave some of its rows."
        },
        mixinStandardHelpOptions = true)
final class ResultsCommand extends ApiCommand {

    /** What result-store makes. */
    private static final Set<Format> STREAMED = EnumSet.of(Format.csv, Format.jsonl, Format.parquet);

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Argument();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). All but table have every number.")
    private Format format = Format.table;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write csv, jsonl or parquet to this file.")
    private @Nullable Path out;

    @Mixin
    private final ResultFilters filters = new ResultFilters();

    /** Named as on the command line, and as the ending of a download. */
    enum Format {
        table,
        csv,
        json,
        jsonl,
        parquet
    }

    @Override
    public Integer call() throws IOException {
        checkOptions();
        ResultQuery query = filters.query();
        ResultStoreClient store = store();
        String id = campaign.requiredId(this);
        if (out != null) {
            store.downloadResults(id, format.name(), query, out);
            print(out.toString());
        } else if (STREAMED.contains(format)) {
            store.streamResults(id, format.name(), query, new StandardOutput());
        } else {
            List<JobRecord> records = store.results(id, query);
            print(format == Format.table ? ResultTable.lines(records) : List.of(WireFormat.pretty(records)));
            WarningCounts counts = new WarningCounts();
            records.forEach(counts::add);
            note(counts.lines());
        }
        return ExitCode.OK;
    }

    private void checkOptions() {
        if (json) {
            if (format != Format.table && format != Format.json) {
                throw CommandException.badInput("--json: must be without --format %s".formatted(format));
            }
            format = Format.json;
        }
        if (out != null && !STREAMED.contains(format)) {
            throw CommandException.badInput("--out: must come with --format csv, jsonl or parquet");
        }
        if (STREAMED.contains(format) && filters.isOrderOrLimitSet()) {
            throw CommandException.badInput(
                    "--format: %s: is in the campaign's order and whole: leave out --sort and --limit"
                            .formatted(format));
        }
        // The launcher script knows; Java 17 cannot ask for one stream alone.
        if (format == Format.parquet && out == null && Boolean.getBoolean("shakedown.stdout.terminal")) {
            throw CommandException.badInput(
                    "--format: parquet: is not for a terminal: must go to a file (--out FILE) or into a pipe");
        }
    }

    /** Fails where its reader has gone, as {@code head} does. */
    private static final class StandardOutput extends FilterOutputStream {

        StandardOutput() {
            super(System.out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            if (System.out.checkError()) {
                throw new IOException("standard output was closed by its reader");
            }
        }
    }
}
