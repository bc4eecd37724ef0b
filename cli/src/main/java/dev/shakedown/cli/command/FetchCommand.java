package dev.shakedown.cli.command;

import dev.shakedown.cli.table.ResultTable;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.artifact.ArtifactFolder;
import dev.shakedown.client.artifact.JobFiles;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches one job's files. */
@Command(
        name = "fetch",
        header = "Fetch one job's files: perturbation, pictures, numbers; or all perturbations of a campaign.",
        description = {
            "Every file is verified against its SHA-256. delta.npy is float32, bit for bit what the worker computed.",
            "job.json has the numbers on every judge; where there are several, a table of them goes to standard error.",
            "The folder must be empty, new, or hold an earlier fetch of the same job.",
            "With --campaign, perturbations-ID.zip is streamed into the folder: every perturbation, and results.csv."
        },
        mixinStandardHelpOptions = true)
final class FetchCommand extends ApiCommand {

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "The job's id, as in the results.")
    private @Nullable String id;

    @Option(names = "--campaign", paramLabel = "ID", description = "All perturbations of this campaign, instead.")
    private @Nullable String campaign;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path directory = Path.of("");

    @Override
    public Integer call() throws IOException {
        if ((id == null) == (campaign == null)) {
            throw CommandException.badInput("give either JOB or --campaign");
        }
        ResultStoreClient store = store();
        return campaign == null ? job(store, Objects.requireNonNull(id)) : perturbations(store, campaign(campaign));
    }

    private int perturbations(ResultStoreClient store, String campaignId) throws IOException {
        Path file = directory.resolve("perturbations-" + campaignId.replaceAll("[^A-Za-z0-9._-]", "_") + ".zip");
        Files.createDirectories(directory);
        store.downloadPerturbations(campaignId, file);
        print(file.toString());
        return ExitStatus.OK;
    }

    private int job(ResultStoreClient store, String jobId) throws IOException {
        JobRecord record = store.job(jobId);
        if (record.result() == null) {
            throw CommandException.failed("job " + jobId + " has not ended yet");
        }
        ArtifactFolder folder = new ArtifactFolder(directory);
        if (!folder.isFreeFor(record.request().jobId())) {
            throw CommandException.badInput("--out: " + directory + ": holds something else; must be a new directory");
        }
        JobFiles files = JobFiles.fetch(store, record);
        print(folder.write(files).stream().map(Path::toString).toList());
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
        return ExitStatus.OK;
    }
}
