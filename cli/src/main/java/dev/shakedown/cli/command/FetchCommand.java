package dev.shakedown.cli.command;

import dev.shakedown.cli.table.ResultTable;
import dev.shakedown.client.ArtifactFolder;
import dev.shakedown.client.JobFiles;
import dev.shakedown.client.JobLookup;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.JobOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "fetch",
        header = "Fetch one job's files: perturbation, pictures, numbers; or all perturbations of a campaign.",
        description = {
            "Every file is verified against its SHA-256. delta.npy is float32, bit for bit what the worker computed.",
            "job.json has the numbers on every judge; where there are several, a table of them goes to standard error.",
            "The folder must be empty, new, or hold an earlier fetch of the same job.",
            "With --campaign or --last, perturbations-ID.zip is streamed into the folder: every perturbation, and results.csv."
        },
        mixinStandardHelpOptions = true)
final class FetchCommand extends ListingCommand {

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job: its id, the beginning of its id, or CAMPAIGN/NUMBER, such as first/3.")
    private @Nullable String id;

    @Mixin
    private final CampaignChoice campaign = new CampaignChoice.Filter();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path directory = Path.of("");

    @Override
    public Integer call() throws IOException {
        if ((id == null) != campaign.isGiven()) {
            throw CommandException.badInput("give either JOB or --campaign");
        }
        Optional<String> all = campaign.id(this);
        return all.isPresent() ? perturbations(store(), all.get()) : job(store(), Objects.requireNonNull(id));
    }

    private int perturbations(ResultStoreClient store, String campaignId) throws IOException {
        Path file = directory.resolve("perturbations-" + campaignId.replaceAll("[^A-Za-z0-9._-]", "_") + ".zip");
        Files.createDirectories(directory);
        store.downloadPerturbations(campaignId, file);
        print(List.of(file.toString()), () -> List.of(file.toString()));
        return ExitCode.OK;
    }

    private int job(ResultStoreClient store, String given) throws IOException {
        JobRecord record = JobLookup.find(given, api());
        String jobId = record.request().jobId();
        if (record.result() == null) {
            throw CommandException.failed("job " + jobId + " has not ended yet");
        }
        ArtifactFolder folder = new ArtifactFolder(directory);
        if (!folder.isFreeFor(jobId)) {
            throw CommandException.badInput("--out: " + directory + ": holds something else; must be a new directory");
        }
        JobFiles files = JobFiles.fetch(store, record);
        List<String> written = folder.write(files).stream().map(Path::toString).toList();
        print(written, () -> written);
        if (!files.absent().isEmpty()) {
            note("not kept: "
                    + files.absent().stream().map(ArtifactKind::wireName).collect(Collectors.joining(", ")));
        }
        if (record.judgedElsewhere()) {
            note(ResultTable.lines(List.of(record)));
        }
        Optional<JobOutcome.Failed> failure = record.failure();
        if (failure.isPresent()) {
            throw CommandException.failed("job %s failed, so there is no more than that: %s: %s"
                    .formatted(jobId, failure.get().code(), failure.get().message()));
        }
        return ExitCode.OK;
    }
}
