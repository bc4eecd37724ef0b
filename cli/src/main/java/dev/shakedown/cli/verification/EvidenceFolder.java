package dev.shakedown.cli.verification;

import dev.shakedown.client.Blob;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Jobs' files as the store gives them out, for a program that looks at them: nothing is verified here, and what the
 * store does not have is absent. Each job has a folder with {@code job.json} and {@code artifacts/KIND}; uploaded
 * files, which jobs share, are fetched once and lie in {@code uploads/SHA256}.
 */
public final class EvidenceFolder {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final ResultStoreClient store;
    private final Path root;
    private final Retention retention;
    private long fetched;

    /** What the program reads: a job, and which artifacts it must have. */
    private record Description(
            AttackRequest request, @Nullable AttackResult result, Retention retention) {}

    /**
     * Below a directory that is there.
     *
     * @param retention which artifacts the jobs must have
     */
    public EvidenceFolder(ResultStoreClient store, Path root, Retention retention) {
        this.store = store;
        this.root = root;
        this.retention = retention;
    }

    /** Where uploaded files are. */
    public Path uploads() {
        return root.resolve("uploads");
    }

    /** Fetches all that a job's results are recomputed from; gives its folder. */
    public Path fetch(JobRecord record) throws IOException {
        Path folder = root.resolve("job-" + fetched++);
        Path artifacts = Files.createDirectories(folder.resolve("artifacts"));
        Files.createDirectories(uploads());
        String id = record.request().jobId();
        for (ArtifactRef artifact :
                record.success().map(JobOutcome.Succeeded::artifacts).orElse(List.of())) {
            write(artifacts.resolve(artifact.kind().wireName()), store.artifactIfStored(id, artifact.kind()));
        }
        for (String sha256 : Uploads.of(record.request())) {
            // It comes from a message, and is to be a name in this folder.
            if (SHA256.matcher(sha256).matches() && !Files.exists(uploads().resolve(sha256))) {
                write(uploads().resolve(sha256), store.blobIfStored(sha256).map(Blob::bytes));
            }
        }
        Description description = new Description(record.request(), record.result(), retention);
        Files.write(folder.resolve("job.json"), WireFormat.json().writeValueAsBytes(description));
        return folder;
    }

    private static void write(Path file, Optional<byte[]> bytes) throws IOException {
        if (bytes.isPresent()) {
            Files.write(file, bytes.get());
        }
    }
}
