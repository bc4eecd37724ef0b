package dev.shakedown.attackworker.verification.program;

import dev.shakedown.attackworker.verification.SucceededJob;
import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.client.bundle.BundleManifest;
import dev.shakedown.client.bundle.BundleReader;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.JobOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The jobs of a bundle, unchecked, with their files. */
final class BundledJobs implements AutoCloseable {

    private final BundleReader bundle;
    private final Campaign campaign;
    private final String signature;

    private BundledJobs(BundleReader bundle, String signature) throws IOException {
        this.bundle = bundle;
        this.signature = signature;
        this.campaign = bundle.campaign().campaign();
    }

    /**
     * Opens a bundle.
     *
     * @param publicKey PEM file of the key that must have signed it; null where any or none may have
     * @throws BundleReader.InvalidBundle if the file is no bundle
     * @throws IllegalArgumentException if the key is unusable, or another signed
     */
    static BundledJobs open(Path file, @Nullable Path publicKey) throws IOException {
        BundleReader bundle = BundleReader.open(file);
        try {
            if (publicKey != null && !bundle.isSignedWith(BundleKey.publicKey(publicKey))) {
                throw new IllegalArgumentException(
                        "--public-key: %s: must be of the key that signed the bundle, which %s"
                                .formatted(publicKey, bundle.isSigned() ? "another did" : "none did"));
            }
            String signature = publicKey != null
                    ? "signed with that key"
                    : bundle.isSigned() ? "signed; --public-key checks by whom" : "not signed";
            return new BundledJobs(bundle, signature);
        } catch (IOException | RuntimeException e) {
            bundle.close();
            throw e;
        }
    }

    /** What the bundle says of itself, on one line. */
    String description() {
        BundleManifest manifest = bundle.manifest();
        return "campaign %s (%s), %d jobs, written by %s at %s, %s"
                .formatted(
                        campaign.name(),
                        manifest.campaign(),
                        manifest.jobs(),
                        manifest.software(),
                        manifest.created(),
                        signature);
    }

    List<String> mismatches() throws IOException {
        return bundle.mismatches();
    }

    /**
     * Numbers of jobs that succeeded.
     *
     * @param sample how many to draw at random; null for all
     */
    List<Long> succeeded(@Nullable Integer sample, long seed) {
        List<Long> all = new ArrayList<>(bundle.ordinals()
                .filter(ordinal -> job(ordinal).flatMap(JobRecord::success).isPresent())
                .boxed()
                .toList());
        if (sample == null || sample >= all.size()) {
            return all;
        }
        Collections.shuffle(all, new Random(seed));
        return all.subList(0, sample).stream().sorted().toList();
    }

    JobRecord record(long ordinal) {
        return job(ordinal).orElseThrow();
    }

    /** Empty where its bytes have another hash than the manifest says. */
    private Optional<JobRecord> job(long ordinal) {
        try {
            return bundle.job(ordinal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SucceededJob read(JobRecord record) {
        JobOutcome.Succeeded outcome = record.success().orElseThrow();
        // A bundle has no pictures, whatever the campaign keeps.
        Retention retention = campaign.retention() == Retention.ALL ? Retention.PERTURBATIONS : campaign.retention();
        return new SucceededJob(record.request(), outcome, retention, new SucceededJob.StoredFiles() {

            @Override
            public Optional<byte[]> artifact(ArtifactKind kind) {
                return outcome.artifacts().stream()
                        .filter(artifact -> artifact.kind() == kind)
                        .map(ArtifactRef::sha256)
                        .findFirst()
                        .flatMap(bundle::file);
            }

            @Override
            public Optional<byte[]> upload(String sha256) {
                return bundle.file(sha256);
            }
        });
    }

    @Override
    public void close() throws IOException {
        bundle.close();
    }
}
