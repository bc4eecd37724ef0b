package dev.shakedown.attackworker.verification.program;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shakedown.attackworker.verification.SucceededJob;
import dev.shakedown.attackworker.verification.SucceededJob.StoredFiles;
import dev.shakedown.client.FileContent;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.JobOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads jobs with their files from the result-store, unchecked. Artifacts are downloaded with the job; an upload when
 * it is first needed, and kept for other jobs. Everything stays in memory. Thread-safe.
 */
final class StoredJobReader {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final long KEPT_UPLOAD_BYTES = 128_000_000;

    private final ResultStoreClient store;
    private final Retention retention;
    private final Cache<String, byte[]> uploads = Caffeine.newBuilder()
            .maximumWeight(KEPT_UPLOAD_BYTES)
            .weigher((String sha256, byte[] bytes) -> bytes.length)
            .build();

    /** Downloads nothing yet; {@code retention}: which artifacts the jobs must have. */
    StoredJobReader(ResultStoreClient store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * Downloads a job's artifacts.
     *
     * @throws IllegalArgumentException if the job did not succeed
     */
    SucceededJob read(JobRecord record) {
        String id = record.request().jobId();
        JobOutcome.Succeeded outcome = record.success()
                .orElseThrow(() -> new IllegalArgumentException("job: " + id + ": must be a job that succeeded"));
        Map<ArtifactKind, byte[]> artifacts = new EnumMap<>(ArtifactKind.class);
        for (ArtifactRef artifact : outcome.artifacts()) {
            store.artifactIfStored(id, artifact.kind()).ifPresent(bytes -> artifacts.put(artifact.kind(), bytes));
        }
        return new SucceededJob(record.request(), outcome, retention, new Files(artifacts));
    }

    private final class Files implements StoredFiles {

        private final Map<ArtifactKind, byte[]> artifacts;

        Files(Map<ArtifactKind, byte[]> artifacts) {
            this.artifacts = artifacts;
        }

        @Override
        public Optional<byte[]> artifact(ArtifactKind kind) {
            return Optional.ofNullable(artifacts.get(kind));
        }

        @Override
        public Optional<byte[]> upload(String sha256) {
            // The store sent it, and it becomes part of an address.
            return SHA256.matcher(sha256).matches() ? cached(sha256) : Optional.empty();
        }
    }

    private Optional<byte[]> cached(String sha256) {
        byte[] cached = uploads.getIfPresent(sha256);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<byte[]> fetched = store.blobIfStored(sha256).map(FileContent::bytes);
        fetched.ifPresent(bytes -> uploads.put(sha256, bytes));
        return fetched;
    }
}
