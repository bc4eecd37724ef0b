package dev.shakedown.client.bundle;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.JobRecord;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A bundle of unknown origin: only entries with the hash of the manifest are trusted. */
public final class BundleReader implements AutoCloseable {

    private static final int MOST_LINES = 100;
    private static final int BUFFER = 1 << 16;
    private static final Pattern KNOWN = Pattern.compile("%s|%s|%s\\d{1,12}\\.json|%s[0-9a-f]{64}"
            .formatted(
                    Pattern.quote(BundleManifest.CAMPAIGN),
                    Pattern.quote(BundleManifest.VERDICTS),
                    BundleManifest.JOBS,
                    BundleManifest.FILES));

    private final Path path;
    private final Limits limits;
    private final ZipFile zip;
    private final byte[] manifestBytes;
    private final BundleManifest manifest;

    private BundleReader(Path path, Limits limits, ZipFile zip) throws IOException {
        this.path = path;
        this.limits = limits;
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

    /**
     * How much is taken from a bundle. A file that exceeds one of them is refused before it takes the memory or time.
     *
     * @param directory bytes of the ZIP file's list of entries, which is read into memory
     * @param entry bytes of one unpacked entry that is read into memory
     * @param unpacked bytes of all entries, unpacked
     */
    public record Limits(long directory, int entry, long unpacked) {

        /** Those of a program of its own: more than Shakedown writes. */
        public static final Limits OF_A_PROGRAM = new Limits(256 << 20, 256 << 20, Long.MAX_VALUE);
    }

    /** The file is no bundle; the message is one line. */
    public static final class InvalidBundle extends RuntimeException {

        private final String reason;

        private InvalidBundle(Path path, String reason, @Nullable Exception cause) {
            super(path + ": " + reason, cause);
            this.reason = reason;
        }

        /** The message without the file's name. */
        public String reason() {
            return reason;
        }
    }

    /**
     * Opens a bundle within the limits of a program.
     *
     * @throws InvalidBundle if it is another file
     * @throws IOException if it cannot be read
     */
    public static BundleReader open(Path path) throws IOException {
        return open(path, Limits.OF_A_PROGRAM);
    }

    /**
     * Opens a bundle.
     *
     * @throws InvalidBundle if it is another file, or exceeds a limit
     * @throws IOException if it cannot be read
     */
    public static BundleReader open(Path path, Limits limits) throws IOException {
        ZipFile zip;
        try {
            long directory = directory(path);
            if (directory > limits.directory()) {
                throw new InvalidBundle(
                        path,
                        "%d bytes of names of entries: must be at most %d".formatted(directory, limits.directory()),
                        null);
            }
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new InvalidBundle(path, "must be a bundle, which is a ZIP file", e);
        }
        try {
            return new BundleReader(path, limits, zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /**
     * Bytes of the list of entries, as the end of the file states them (APPNOTE.TXT of PKWARE, 4.3.14 to 4.3.16). A
     * bundle has no comment.
     */
    private static long directory(Path path) throws IOException {
        int endLength = 22;
        int locatorLength = 20;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            ByteBuffer end = at(file, file.length() - endLength, endLength);
            if (end.getInt(0) != 0x06054b50) {
                throw new ZipException("The end is missing");
            }
            long stated = Integer.toUnsignedLong(end.getInt(12));
            boolean isLarge = stated == 0xffffffffL || end.getShort(10) == -1 || end.getInt(16) == -1;
            if (!isLarge) {
                return stated;
            }
            ByteBuffer locator = at(file, file.length() - endLength - locatorLength, locatorLength);
            ByteBuffer large = at(file, locator.getLong(8), 56);
            long size = large.getLong(40);
            return size < 0 ? Long.MAX_VALUE : Math.max(size, stated == 0xffffffffL ? 0 : stated);
        }
    }

    private static ByteBuffer at(RandomAccessFile file, long offset, int length) throws IOException {
        if (offset < 0 || offset > file.length() - length) {
            throw new ZipException("The end is missing");
        }
        byte[] bytes = new byte[length];
        file.seek(offset);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
     * @return a line for each mismatch, for the first {@value #MOST_LINES} if there are more
     */
    public List<String> mismatches() throws IOException {
        List<String> lines = new ArrayList<>();
        long unpacked = 0;
        for (String name : new TreeSet<>(manifest.entries().keySet())) {
            ZipEntry entry = zip.getEntry(name);
            if (!KNOWN.matcher(name).matches()) {
                lines.add(name + ": must be campaign.json, verdicts.json, jobs/N.json or files/SHA256");
            } else if (entry == null) {
                lines.add(name + ": is missing");
            } else {
                MessageDigest digest = Sha256.newDigest();
                unpacked += digest(entry, digest, limits.unpacked() - unpacked);
                String found = Sha256.of(digest).hex();
                if (!found.equals(manifest.entries().get(name))) {
                    lines.add(name + ": has another hash than the manifest says");
                } else if (name.startsWith(BundleManifest.FILES) && !name.endsWith("/" + found)) {
                    lines.add(name + ": has another hash than its name says");
                }
            }
            if (lines.size() >= MOST_LINES) {
                return lines;
            }
        }
        compareWithManifest(lines);
        if (lines.isEmpty()) {
            compareWithCampaign(lines);
        }
        return lines.size() > MOST_LINES ? lines.subList(0, MOST_LINES) : lines;
    }

    private void compareWithManifest(List<String> lines) {
        Set<String> names = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(name -> {
            boolean isKnown = manifest.entries().containsKey(name)
                    || name.equals(BundleManifest.NAME)
                    || name.equals(BundleManifest.SIGNATURE);
            if (!isKnown) {
                lines.add(name + ": is not in the manifest");
            } else if (!names.add(name)) {
                lines.add(name + ": is there twice");
            }
        });
    }

    private void compareWithCampaign(List<String> lines) throws IOException {
        SubmittedCampaign campaign = campaign();
        if (!Objects.equals(campaign.id(), manifest.campaign())) {
            lines.add("campaign.json: is of campaign %s, not %s".formatted(campaign.id(), manifest.campaign()));
        }
        if (manifest.jobs() != campaign.jobs()) {
            lines.add("manifest.json: jobs: %d: must be %d, as in campaign.json"
                    .formatted(manifest.jobs(), campaign.jobs()));
        }
        Map<String, Long> ids = new HashMap<>();
        for (long ordinal = 0; ordinal < campaign.jobs() && lines.size() < MOST_LINES; ordinal++) {
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
        String name = "%s%d.json".formatted(BundleManifest.JOBS, ordinal);
        Optional<JobRecord> job = read(name, JobRecord.class);
        if (job.isPresent() && Objects.isNull(job.get().request())) {
            throw invalid(name + ": request: missing", null);
        }
        return job;
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
            byte[] content = stream.readNBytes(limits.entry());
            if (stream.read() >= 0) {
                throw invalid("%s exceeds the limit of %d bytes".formatted(name, limits.entry()), null);
            }
            return Optional.of(content);
        } catch (ZipException | EOFException e) {
            throw invalid(name + " is damaged", e);
        }
    }

    /** Feeds an entry to a digest; how many bytes it has. */
    private long digest(ZipEntry entry, MessageDigest digest, long most) throws IOException {
        long length = 0;
        try (InputStream stream = zip.getInputStream(entry)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                length += read;
                if (length > most) {
                    throw invalid("unpacks to more than the limit of %d bytes".formatted(limits.unpacked()), null);
                }
                digest.update(buffer, 0, read);
            }
            return length;
        } catch (ZipException | EOFException e) {
            throw invalid(entry.getName() + " is damaged", e);
        }
    }

    private InvalidBundle invalid(String what, @Nullable Exception cause) {
        return new InvalidBundle(path, what, cause);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
