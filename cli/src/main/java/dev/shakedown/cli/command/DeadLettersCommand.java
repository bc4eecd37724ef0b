package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.JobLookup;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.Requeued;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

    @Command(name = "list", header = "List them, with the reason.", mixinStandardHelpOptions = true)
    static final class Show extends ListingCommand {

        @Mixin
        private final CampaignChoice campaign = new CampaignChoice.Filter();

        @Override
        public Integer call() {
            List<DeadLetterPage.Numbered> letters =
                    store().deadLetters(campaign.id(this).orElse(null));
            print(letters, () -> table(letters).lines());
            return ExitCode.OK;
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

    @Command(name = "requeue", header = "Requeue them.", mixinStandardHelpOptions = true)
    static final class Requeue extends ListingCommand {

        @Parameters(paramLabel = "JOB", arity = "0..*", description = "These jobs.")
        private List<String> jobs = new ArrayList<>();

        @Mixin
        private final CampaignChoice campaign = new CampaignChoice.Filter();

        @Option(names = "--all", description = "Every one.")
        private boolean all;

        @Override
        public Integer call() {
            Requeued requeued = api().requeue(order());
            print(requeued, () -> lines(requeued));
            return ExitCode.OK;
        }

        private static List<String> lines(Requeued requeued) {
            List<String> lines =
                    new ArrayList<>(List.of("%d jobs are with the workers again".formatted(requeued.requeued())));
            requeued.skipped()
                    .forEach(skipped -> lines.add("%s skipped: %s"
                            .formatted(Objects.requireNonNullElse(skipped.jobId(), "a record"), skipped.reason())));
            return lines;
        }

        private String job(String given) {
            return JobLookup.idOf(given, api());
        }

        private Map<String, Object> order() {
            int given = (jobs.isEmpty() ? 0 : 1) + (campaign.isGiven() ? 1 : 0) + (all ? 1 : 0);
            if (given != 1) {
                throw misuse("Give either jobs, --campaign or --all");
            }
            return campaign.id(this)
                    .<Map<String, Object>>map(id -> Map.of("campaign", id))
                    .orElseGet(() -> all
                            ? Map.of("all", true)
                            : Map.of("jobs", jobs.stream().map(this::job).toList()));
        }
    }
}
