package dev.shakedown.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.ResultStoreClient.StoredDeadLetter;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.http.Requeued;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Jobs that were given up. */
@Command(
        name = "dead-letters",
        header = "See jobs that were given up, and ask for them again.",
        mixinStandardHelpOptions = true,
        subcommands = {DeadLettersCommand.Show.class, DeadLettersCommand.Requeue.class},
        synopsisSubcommandLabel = "WHAT")
final class DeadLettersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing what to do: list or requeue");
    }

    /** Lists them. */
    @Command(name = "list", header = "List them, with the reason.", mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @Option(names = "--campaign", paramLabel = "ID", description = "Only those of this campaign.")
        private @Nullable String campaign;

        @Option(names = "--json", description = "As JSON, with the whole requests.")
        private boolean json;

        @Mixin
        private final ApiOption apiOption = new ApiOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it.
        private CommandSpec spec;

        @Override
        public Integer call() throws JsonProcessingException {
            List<StoredDeadLetter> letters = apiOption.api().resultStore().deadLetters(campaign);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(WireFormat.json().writerWithDefaultPrettyPrinter().writeValueAsString(letters));
            } else {
                table(letters).lines().forEach(out::println);
            }
            out.flush();
            return ExitStatus.OK;
        }

        private static TextTable table(List<StoredDeadLetter> letters) {
            TextTable table = new TextTable(List.of(
                    Column.words("job"),
                    Column.words("campaign"),
                    Column.words("since"),
                    Column.words("code"),
                    Column.words("reason")));
            for (StoredDeadLetter stored : letters) {
                DeadLetter letter = stored.deadLetter();
                table.add(List.of(
                        Objects.requireNonNullElse(letter.jobId(), "-"),
                        Objects.requireNonNullElse(letter.campaignId(), "-"),
                        String.valueOf(letter.since()),
                        letter.code(),
                        letter.reason().lines().findFirst().orElse("")));
            }
            return table;
        }
    }

    /** Asks for them again. */
    @Command(name = "requeue", header = "Ask for them again.", mixinStandardHelpOptions = true)
    static final class Requeue implements Callable<Integer> {

        @Parameters(paramLabel = "JOB", arity = "0..*", description = "These jobs.")
        private List<String> jobs = new ArrayList<>();

        @Option(names = "--campaign", paramLabel = "ID", description = "Those of this campaign.")
        private @Nullable String campaign;

        @Option(names = "--all", description = "Every one.")
        private boolean all;

        @Mixin
        private final ApiOption apiOption = new ApiOption();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it.
        private CommandSpec spec;

        @Override
        public Integer call() {
            Requeued requeued = apiOption.api().requeue(order());
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%d jobs are with the workers again%n", requeued.requeued());
            requeued.skipped()
                    .forEach(skipped -> out.printf(
                            "%s skipped: %s%n",
                            Objects.requireNonNullElse(skipped.jobId(), "a record"), skipped.reason()));
            out.flush();
            return ExitStatus.OK;
        }

        private Map<String, Object> order() {
            int given = (jobs.isEmpty() ? 0 : 1) + (campaign == null ? 0 : 1) + (all ? 1 : 0);
            if (given != 1) {
                throw new ParameterException(spec.commandLine(), "Give either jobs, --campaign or --all");
            }
            return campaign != null ? Map.of("campaign", campaign) : all ? Map.of("all", true) : Map.of("jobs", jobs);
        }
    }
}
