package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.Requeued;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Dead letters: jobs that were given up. */
@Command(
        name = "dead-letters",
        header = "List dead letters, jobs that were given up, and requeue them.",
        mixinStandardHelpOptions = true,
        subcommands = {DeadLettersCommand.Show.class, DeadLettersCommand.Requeue.class},
        synopsisSubcommandLabel = "WHAT")
final class DeadLettersCommand extends PrintingCommand {

    @Override
    public Integer call() {
        throw misuse("Missing what to do: list or requeue");
    }

    /** Lists them. */
    @Command(name = "list", header = "List them, with the reason.", mixinStandardHelpOptions = true)
    static final class Show extends ListingCommand {

        @Option(names = "--campaign", paramLabel = "ID", description = "Only those of this campaign.")
        private @Nullable String campaign;

        @Override
        public Integer call() {
            List<DeadLetterPage.Numbered> letters = store().deadLetters(campaign);
            print(letters, () -> table(letters).lines());
            return ExitStatus.OK;
        }

        private static TextTable table(List<DeadLetterPage.Numbered> letters) {
            TextTable table = new TextTable(List.of(
                    Column.words("job"),
                    Column.words("campaign"),
                    Column.words("since"),
                    Column.words("code"),
                    Column.words("reason")));
            for (DeadLetterPage.Numbered stored : letters) {
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

    /** Requeues them. */
    @Command(name = "requeue", header = "Requeue them.", mixinStandardHelpOptions = true)
    static final class Requeue extends ApiCommand {

        @Parameters(paramLabel = "JOB", arity = "0..*", description = "These jobs.")
        private List<String> jobs = new ArrayList<>();

        @Option(names = "--campaign", paramLabel = "ID", description = "Those of this campaign.")
        private @Nullable String campaign;

        @Option(names = "--all", description = "Every one.")
        private boolean all;

        @Override
        public Integer call() {
            Requeued requeued = api().requeue(order());
            print("%d jobs are with the workers again".formatted(requeued.requeued()));
            requeued.skipped()
                    .forEach(skipped -> print("%s skipped: %s"
                            .formatted(Objects.requireNonNullElse(skipped.jobId(), "a record"), skipped.reason())));
            return ExitStatus.OK;
        }

        private Map<String, Object> order() {
            int given = (jobs.isEmpty() ? 0 : 1) + (campaign == null ? 0 : 1) + (all ? 1 : 0);
            if (given != 1) {
                throw misuse("Give either jobs, --campaign or --all");
            }
            return campaign != null ? Map.of("campaign", campaign) : all ? Map.of("all", true) : Map.of("jobs", jobs);
        }
    }
}
