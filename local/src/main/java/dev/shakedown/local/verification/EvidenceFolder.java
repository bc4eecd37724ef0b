package dev.shakedown.local.verification;

import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.local.client.JobRecord;
import dev.shakedown.local.client.ResultStore;
import dev.shakedown.local.client.ServiceFailure;
import dev.shakedown.local.client.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Jobs' files as the store gives them out, for a program that looks at them: nothing is verified here, and what the
 * store does not have is absent. Each job has a folder with {@code job.json} and {@code artifacts/KIND}; uploaded
 * files, which jobs share, are fetched once and lie in {@code uploads/SHA256}.
 */
public final class EvidenceFolder {

    private static final int NOT_FOUND = 404;

    private final ResultStore store;
    private final Path root;
    private long fetched;

    /** Below a directory that is there. */
    public EvidenceFolder(ResultStore store, Path root) {
        this.store = store;
        this.root = root;
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
            write(artifacts.resolve(artifact.kind().wireName()), () -> store.artifact(id, artifact.kind()));
        }
        for (String sha256 : Uploads.of(record.request())) {
            Path upload = uploads().resolve(sha256);
            if (!Files.exists(upload)) {
                write(upload, () -> store.blob(sha256).bytes());
            }
        }
        Files.write(folder.resolve("job.json"), WireFormat.json().writeValueAsBytes(record));
        return folder;
    }

    private static void write(Path file, Supplier<byte[]> fetching) throws IOException {
        Optional<byte[]> bytes = ifThere(fetching);
        if (bytes.isPresent()) {
            Files.write(file, bytes.get());
        }
    }

    private static Optional<byte[]> ifThere(Supplier<byte[]> fetching) {
        try {
            return Optional.of(fetching.get());
        } catch (ServiceFailure.Refused e) {
            if (e.problem().status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
