package dev.shakedown.client.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.client.FileContent;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.JobOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a campaign's results into one file, job by job; see {@link BundleManifest} for its form. Used once. */
public final class BundleWriter {

    /** Pictures are made of these, and left out. */
    private static final Set<ArtifactKind> ARRAYS = EnumSet.of(
            ArtifactKind.PERTURBATION,
            ArtifactKind.BLURRED,
            ArtifactKind.KERNEL,
            ArtifactKind.TOLD_KERNEL,
            ArtifactKind.CLEAN_OUTPUT,
            ArtifactKind.ATTACKED_OUTPUT);

    private final ResultStoreClient store;
    private final ZipOutputStream zip;
    private final Map<String, String> entries = new TreeMap<>();
    private final Set<String> asked = new HashSet<>();

    private BundleWriter(ResultStoreClient store, ZipOutputStream zip) {
        this.store = store;
        this.zip = zip;
    }

    /** The campaign has jobs that have not ended. */
    public static final class NotEnded extends RuntimeException {
        private NotEnded(String message) {
            super(message);
        }
    }

    /**
     * Writes a bundle. What is at the place is whole: it is written beside it first.
     *
     * @param software what writes it, for the manifest
     * @param key signs it; null for a bundle without a signature
     * @param progress is told the number of jobs written so far
     * @throws NotEnded if not all jobs of the campaign have ended
     * @throws IOException if the file cannot be written
     */
    public static void write(
            ResultStoreClient store,
            String campaign,
            Path file,
            String software,
            @Nullable PrivateKey key,
            LongConsumer progress)
            throws IOException {
        CampaignSummary summary = store.campaign(campaign);
        long ended = summary.succeeded() + summary.failed();
        if (ended < summary.jobs()) {
            throw new NotEnded("campaign %s: %d of %d jobs have ended; a bundle needs all of them"
                    .formatted(campaign, ended, summary.jobs()));
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
                BundleWriter writer = new BundleWriter(store, zip);
                long jobs = writer.jobs(campaign, progress);
                writer.manifest(
                        new BundleManifest(
                                BundleManifest.SCHEMA, software, Instant.now(), campaign, jobs, writer.entries),
                        key);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private long jobs(String campaign, LongConsumer progress) throws IOException {
        add(BundleManifest.CAMPAIGN, store.document(campaign));
        add(BundleManifest.VERDICTS, store.view(campaign, "trust"));
        long jobs = 0;
        for (Iterator<JobRecord> records = store.pages(campaign, ResultQuery.ALL); records.hasNext(); ) {
            job(records.next());
            progress.accept(++jobs);
        }
        return jobs;
    }

    private void job(JobRecord record) throws IOException {
        byte[] json = WireFormat.bytes(record);
        add("%s%d.json".formatted(BundleManifest.JOBS, record.request().ordinal()), json);
        uploads(WireFormat.parse(json).path("request"));
        List<ArtifactRef> artifacts =
                record.success().map(JobOutcome.Succeeded::artifacts).orElse(List.of());
        for (ArtifactRef artifact : artifacts) {
            if (ARRAYS.contains(artifact.kind()) && asked.add(artifact.sha256())) {
                var bytes = store.artifactIfStored(record.request().jobId(), artifact.kind());
                if (bytes.isPresent()) {
                    add(BundleManifest.FILES + artifact.sha256(), bytes.get());
                }
            }
        }
    }

    /** Every image and kernel that the request mentions; hashes of networks are those of no upload. */
    private void uploads(JsonNode request) throws IOException {
        for (JsonNode sha256 : request.findValues("sha256")) {
            if (Sha256.parse(sha256.asText()).isPresent() && asked.add(sha256.asText())) {
                var upload = store.blobIfStored(sha256.asText()).map(FileContent::bytes);
                if (upload.isPresent()) {
                    add(BundleManifest.FILES + sha256.asText(), upload.get());
                }
            }
        }
    }

    private void add(String name, byte[] content) throws IOException {
        entries.put(name, Sha256.hex(content));
        put(name, content);
    }

    private void manifest(BundleManifest manifest, @Nullable PrivateKey key) throws IOException {
        byte[] content = WireFormat.bytes(manifest);
        put(BundleManifest.NAME, content);
        if (key != null) {
            put(BundleManifest.SIGNATURE, BundleKey.sign(key, content));
        }
    }

    private void put(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
