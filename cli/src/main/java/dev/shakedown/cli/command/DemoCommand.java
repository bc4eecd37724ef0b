package dev.shakedown.cli.command;

import dev.shakedown.cli.progress.CampaignWatch;
import dev.shakedown.cli.table.ResultTable;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.JobFiles;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.ScratchDirectory;
import dev.shakedown.stack.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        header = "Attack two photographs and write a report; needs no running services.",
        description = {
            "Starts the whole system on ports of its own, submits a campaign, and stops everything again.",
            "Writes report.html, results.json, and a folder of pictures and arrays a job."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand extends PrintingCommand {

    private static final int HIGHEST_PORT = 65535;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write (default: ${DEFAULT-VALUE}). New, empty, or an earlier demo's.")
    private Path out = Path.of("shakedown-out/demo");

    @Option(
            names = "--images",
            paramLabel = "PATH",
            description = "Sharp photographs to run the campaign on instead of its own: a folder, a file or a glob.")
    private @Nullable String images;

    @Option(names = "--keep", description = "Keep broker, database and logs in DIR/data, for ./shakedown up --data.")
    private boolean keep;

    @Option(
            names = "--sql-port",
            paramLabel = "P",
            defaultValue = "0",
            description = "Port of PostgreSQL (default: a free one, as for the other ports).")
    private int sqlPort;

    @Option(
            names = "--campaign",
            paramLabel = "FILE",
            description = "The campaign document (default: examples/demo.yaml of the checkout).")
    private @Nullable Path campaign;

    @Override
    public Integer call() throws Exception {
        Checkout checkout = Checkout.ofLauncher();
        CommandException.requireRange("--sql-port", sqlPort, 0, HIGHEST_PORT);
        DemoFolder folder = new DemoFolder(out);
        if (!folder.isFree()) {
            throw CommandException.badInput("--out: " + out + ": holds something else; must be a new directory");
        }
        CampaignDocument document = CampaignDocument.read(campaign == null ? checkout.demoCampaign() : campaign)
                .withImages(images);
        Path data = keep ? folder.data() : Files.createTempDirectory("shakedown-demo-");
        checkout.claim();
        try {
            return untilStopped(() -> run(checkout, document, folder, data));
        } finally {
            if (!keep) {
                ScratchDirectory.deleteTree(data);
            }
        }
    }

    private int run(Checkout checkout, CampaignDocument document, DemoFolder folder, Path data)
            throws IOException, InterruptedException {
        Instant begin = Instant.now();
        note("starting Kafka, PostgreSQL, job-api, result-store and a worker");
        try (LocalStack stack = LocalStack.start(
                StackOptions.onFreePorts(data, checkout.networks(), !keep).withSqlPort(sqlPort), checkout)) {
            note(String.format(
                    Locale.ROOT,
                    "ready after %.1f s: pages %s, API %s, SQL %s",
                    seconds(begin),
                    stack.store(),
                    stack.api(),
                    stack.analystUrl()));
            JobApiClient api = new JobApiClient(stack.api());
            SubmittedCampaign submitted = new CampaignSubmitter(api, false, this::note).submit(document);
            note("campaign %s: %d jobs".formatted(submitted.campaign().name(), submitted.jobs()));

            new CampaignWatch(api, err()).untilFinished(submitted.id(), stack::failIfBroken);
            List<JobRecord> records = report(folder, submitted, api.resultStore());

            boolean allSucceeded = records.size() == submitted.jobs()
                    && records.stream().allMatch(record -> record.success().isPresent());
            note(String.format(Locale.ROOT, "%.1f s in all; stopping", seconds(begin)));
            return allSucceeded ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private List<JobRecord> report(DemoFolder folder, SubmittedCampaign submitted, ResultStoreClient store)
            throws IOException {
        List<JobRecord> records = store.results(submitted.id());
        List<JobFiles> files =
                records.stream().map(record -> JobFiles.fetch(store, record)).toList();
        folder.write(store, submitted.id(), files);
        print(ResultTable.lines(records));
        print("report: " + folder.report());
        return records;
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }
}
