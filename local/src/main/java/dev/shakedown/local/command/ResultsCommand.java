package dev.shakedown.local.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shakedown.local.client.JobApi;
import dev.shakedown.local.client.JobRecord;
import dev.shakedown.local.client.WireFormat;
import dev.shakedown.local.table.ResultCsv;
import dev.shakedown.local.table.ResultTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a campaign's results. */
@Command(
        name = "results",
        header = "Print a campaign's results.",
        description = "Only of jobs that have ended, in the campaign's order.",
        mixinStandardHelpOptions = true)
final class ResultsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The campaign.")
    private String id = "";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). csv and json have every number.")
    private Format format = Format.table;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** Named as on the command line. */
    enum Format {
        table,
        csv,
        json
    }

    @Override
    public Integer call() throws JsonProcessingException {
        JobApi api = apiOption.api();
        List<JobRecord> records = api.resultStore().results(id);
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case table -> ResultTable.lines(records).forEach(out::println);
            case csv -> ResultCsv.lines(records).forEach(out::println);
            case json ->
                out.println(WireFormat.json().writerWithDefaultPrettyPrinter().writeValueAsString(records));
        }
        out.flush();
        return ExitStatus.OK;
    }
}
