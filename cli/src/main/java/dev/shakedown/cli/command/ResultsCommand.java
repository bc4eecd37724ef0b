package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shakedown.cli.table.ResultCsv;
import dev.shakedown.cli.table.ResultTable;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.JobRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a campaign's results, or writes them to a file. */
@Command(
        name = "results",
        header = "Print a campaign's results.",
        description = {
            "Only of jobs that have ended, in the campaign's order unless options say otherwise.",
            "With --out the campaign goes to a file as result-store streams it, of any size: a row a job, also of those"
                    + " that have not ended, with the columns of the view job_result in docs/sql.md, as csv, jsonl or"
                    + " parquet. Filters leave some of its rows; they are in the campaign's order."
        },
        mixinStandardHelpOptions = true)
final class ResultsCommand implements Callable<Integer> {

    private static final Set<Format> FILES = EnumSet.of(Format.csv, Format.jsonl, Format.parquet);

    @Parameters(paramLabel = "ID", description = "The campaign.")
    private String id = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). csv, json and jsonl have every number.")
    private Format format = Format.table;

    @Option(names = "--out", paramLabel = "FILE", description = "All columns to this file, for csv, jsonl and parquet.")
    private @Nullable Path out;

    @Mixin
    private final ResultFilters filters = new ResultFilters();

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

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
        requireSense();
        ResultQuery query = filters.query();
        ResultStoreClient store = apiOption.api().resultStore();
        PrintWriter lines = spec.commandLine().getOut();
        if (out != null) {
            store.downloadResults(id, format.name(), query, out);
            lines.println(out);
        } else {
            print(store, query, lines);
        }
        lines.flush();
        return ExitStatus.OK;
    }

    private void requireSense() {
        if (format == Format.parquet && out == null) {
            throw CommandException.badInput("--format: parquet: needs --out FILE");
        }
        if (out != null && !FILES.contains(format)) {
            throw CommandException.badInput("--out: must come with --format csv, jsonl or parquet");
        }
        if (out != null && filters.isOrderOrLimitSet()) {
            throw CommandException.badInput(
                    "--out: is in the campaign's order and whole: leave out --sort and --limit");
        }
    }

    private void print(ResultStoreClient store, ResultQuery query, PrintWriter lines) throws JsonProcessingException {
        switch (format) {
            case table -> ResultTable.lines(store.results(id, query)).forEach(lines::println);
            case json ->
                lines.println(WireFormat.json()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(store.results(id, query)));
            case csv -> {
                lines.println(ResultCsv.header());
                store.pages(id, query)
                        .forEachRemaining(record -> ResultCsv.lines(record).forEach(lines::println));
            }
            case jsonl, parquet -> {
                for (Iterator<JobRecord> records = store.pages(id, query); records.hasNext(); ) {
                    lines.println(WireFormat.json().writeValueAsString(records.next()));
                }
            }
        }
    }
}
