package dev.shakedown.client.bundle;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A bundle of unknown origin: only entries with the hash of the manifest are trusted. */
public final class BundleReader implements AutoCloseable {

    /** More than any entry that Shakedown writes. */
    private static final int MOST_BYTES = 256 << 20;

    private final Path path;
    private final ZipFile zip;
    private final byte[] manifestBytes;
    private final BundleManifest manifest;

    private BundleReader(Path path, ZipFile zip) throws IOException {
        this.path = path;
        this.zip = zip;
        this.manifestBytes =
                bytes(BundleManifest.NAME).orElseThrow(() -> invalid("has no " + BundleManifest.NAME, null));
        try {
            this.manifest = WireFormat.json().readValue(manifestBytes, BundleManifest.class);
        } catch (IOException | RuntimeException e) {
            throw invalid(BundleManifest.NAME + " cannot be read", e);
        }
        if (manifest.schema() != BundleManifest.SCHEMA) {
            throw invalid("schema: %d: must be %d".formatted(manifest.schema(), BundleManifest.SCHEMA), null);
        }
    }

    /** The file is no bundle; the message is one line. */
    public static final class InvalidBundle extends RuntimeException {
        private InvalidBundle(String message, @Nullable Exception cause) {
            super(message, cause);
        }
    }

    /**
     * Opens a bundle.
     *
     * @throws InvalidBundle if it is another file
     * @throws IOException if it cannot be read
     */
    public static BundleReader open(Path path) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new InvalidBundle("%s: must be a bundle, which is a ZIP file".formatted(path), e);
        }
        try {
            return new BundleReader(path, zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    public BundleManifest manifest() {
        return manifest;
    }

    public boolean isSigned() {
        return zip.getEntry(BundleManifest.SIGNATURE) != null;
    }

    /** Whether that key's owner signed the manifest. */
    public boolean isSignedWith(PublicKey key) throws IOException {
        Optional<byte[]> signature = bytes(BundleManifest.SIGNATURE);
        return signature.isPresent() && BundleKey.isSignature(key, manifestBytes, signature.get());
    }

    /**
     * Compares every entry with the manifest, and the jobs with the campaign.
     *
     * @return a line for each mismatch
     */
    public List<String> mismatches() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : new TreeSet<>(manifest.entries().keySet())) {
            Optional<byte[]> content = bytes(name);
            if (content.isEmpty()) {
                lines.add(name + ": is missing");
            } else if (!isGenuine(name, content.get())) {
                lines.add(name + ": has another hash than the manifest says");
            } else if (name.startsWith(BundleManifest.FILES) && !name.endsWith("/" + Sha256.hex(content.get()))) {
                lines.add(name + ": has another hash than its name says");
            }
        }
        zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> !manifest.entries().containsKey(name))
                .filter(name -> !name.equals(BundleManifest.NAME) && !name.equals(BundleManifest.SIGNATURE))
                .forEach(name -> lines.add(name + ": is not in the manifest"));
        if (lines.isEmpty()) {
            compareWithCampaign(lines);
        }
        return lines;
    }

    private void compareWithCampaign(List<String> lines) throws IOException {
        SubmittedCampaign campaign = campaign();
        if (!campaign.id().equals(manifest.campaign())) {
            lines.add("campaign.json: is of campaign %s, not %s".formatted(campaign.id(), manifest.campaign()));
        }
        Map<String, Long> ids = new HashMap<>();
        for (long ordinal = 0; ordinal < campaign.jobs(); ordinal++) {
            Optional<JobRecord> job = job(ordinal);
            if (job.isEmpty()) {
                lines.add("job %d of %d: is missing".formatted(ordinal, campaign.jobs()));
                continue;
            }
            Long same = ids.putIfAbsent(job.get().request().jobId(), ordinal);
            if (same != null) {
                lines.add("job %d: is job %d again".formatted(ordinal, same));
            }
            if (job.get().request().ordinal() != ordinal) {
                lines.add("job %d: says that it is job %d"
                        .formatted(ordinal, job.get().request().ordinal()));
            }
        }
    }

    /** The campaign's document. */
    public SubmittedCampaign campaign() throws IOException {
        return read(BundleManifest.CAMPAIGN, SubmittedCampaign.class)
                .orElseThrow(() -> invalid("has no " + BundleManifest.CAMPAIGN, null));
    }

    /** Numbers of the jobs that are there, in order. */
    public LongStream ordinals() {
        return manifest.entries().keySet().stream()
                .filter(name -> name.matches("jobs/\\d{1,12}\\.json"))
                .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
                .sorted();
    }

    /** A job; empty if it is not there. */
    public Optional<JobRecord> job(long ordinal) throws IOException {
        return read("%s%d.json".formatted(BundleManifest.JOBS, ordinal), JobRecord.class);
    }

    /**
     * An array or upload with that hash; empty if it is not there.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    public Optional<byte[]> file(String sha256) {
        try {
            return genuine(BundleManifest.FILES + sha256);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) throws IOException {
        Optional<byte[]> content = genuine(name);
        try {
            return content.isPresent()
                    ? Optional.of(WireFormat.json().readValue(content.get(), type))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            throw invalid(name + " cannot be read", e);
        }
    }

    private Optional<byte[]> genuine(String name) throws IOException {
        return bytes(name).filter(content -> isGenuine(name, content));
    }

    private boolean isGenuine(String name, byte[] content) {
        return Sha256.hex(content).equals(manifest.entries().get(name));
    }

    private Optional<byte[]> bytes(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] content = stream.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw invalid("%s exceeds the limit of %d bytes".formatted(name, MOST_BYTES), null);
            }
            return Optional.of(content);
        } catch (ZipException e) {
            throw invalid(name + " is damaged", e);
        }
    }

    private InvalidBundle invalid(String what, @Nullable Exception cause) {
        return new InvalidBundle(path + ": " + what, cause);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
