package dev.shakedown.resultstore.bundle;

import dev.shakedown.client.WireFormat;
import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.client.bundle.BundleManifest;
import dev.shakedown.client.bundle.BundleReader;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.ImportedBundle;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.resultstore.blob.BlobRepository;
import dev.shakedown.resultstore.bundle.BundleFigures.Figures;
import dev.shakedown.resultstore.bundle.ImportedBundleRepository.NewBundle;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.SqlFailure;
import dev.shakedown.resultstore.ingest.Completeness;
import dev.shakedown.service.body.ReceivedFile;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Imports a bundle: checks it, averages its numbers, and keeps both the averages and the file. Thread-safe. */
@Singleton
class BundleImport {

    static final String MEDIA_TYPE = "application/zip";

    /** Of the list of entries, and of one JSON entry: some ten thousand jobs. */
    private static final int MOST_BYTES = 8 << 20;

    private static final int SHOWN = 5;

    private final Database database;
    private final BundleFigures figures;
    private final ImportedBundleRepository imported;
    private final BlobRepository blobs;
    private final BundleReader.Limits limits;
    /** One at a time: each takes some ten megabytes, and a connection for as long as its numbers are averaged. */
    private final Semaphore turn = new Semaphore(1);

    BundleImport(
            Database database,
            BundleFigures figures,
            ImportedBundleRepository imported,
            BlobRepository blobs,
            BundleConfig config) {
        this.database = database;
        this.figures = figures;
        this.imported = imported;
        this.blobs = blobs;
        this.limits = new BundleReader.Limits(
                MOST_BYTES, MOST_BYTES, config.unpacked().asLongValue());
    }

    /** A bundle that was imported, and whether it is new. */
    record Imported(ImportedBundle bundle, boolean isNew) {}

    /**
     * Imports the bundle, or imports it again: then its figures are those of this version's SQL.
     *
     * @param key must have signed it; null for no check
     * @return empty if another bundle is being imported
     */
    Optional<Checked<Imported>> add(ReceivedFile file, @Nullable PublicKey key) throws IOException {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try (BundleReader bundle = BundleReader.open(file.path(), limits)) {
            return Optional.of(add(bundle, file, key));
        } catch (BundleReader.InvalidBundle e) {
            return Optional.of(invalid(e.reason()));
        } catch (BundleFigures.UnusableJob e) {
            return Optional.of(invalid(String.valueOf(e.getMessage())));
        } finally {
            turn.release();
        }
    }

    private Checked<Imported> add(BundleReader bundle, ReceivedFile file, @Nullable PublicKey key) throws IOException {
        if (key != null && !bundle.isSignedWith(key)) {
            return new Checked.Invalid<>(ProblemType.INVALID_BUNDLE.problem(
                    "public-key: %s: must be of the key that signed the bundle, which %s"
                            .formatted(
                                    BundleKey.fingerprint(key),
                                    bundle.isSigned() ? "another key signed" : "is not signed"),
                    List.of(new Violation(
                            "public-key", BundleKey.fingerprint(key), "of the key that signed the bundle"))));
        }
        List<String> mismatches = bundle.mismatches();
        if (!mismatches.isEmpty()) {
            String shown = mismatches.stream().limit(SHOWN).collect(Collectors.joining("; "));
            int more = mismatches.size() - SHOWN;
            return invalid(more > 0 ? "%s; and %d more".formatted(shown, more) : shown);
        }
        SubmittedCampaign campaign = bundle.campaign();
        Optional<String> missing = Completeness.missing(bundle.manifest()).or(() -> Completeness.missing(campaign));
        if (missing.isPresent()) {
            return invalid(missing.get() + ": missing");
        }
        Optional<Figures> found = figures(bundle, file);
        return found.isEmpty()
                ? invalid("PostgreSQL cannot take a value of it, such as a text with U+0000")
                : keep(bundle, file, key, found.get());
    }

    /** Empty if the bundle has a value that no table takes. */
    private Optional<Figures> figures(BundleReader bundle, ReceivedFile file) {
        try {
            return Optional.of(figures.of(bundle, file.sha256().hex()));
        } catch (Database.DatabaseException e) {
            if (e.failure() == SqlFailure.BAD_DATA) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Checked<Imported> keep(BundleReader bundle, ReceivedFile file, @Nullable PublicKey key, Figures found)
            throws IOException {
        BundleManifest manifest = bundle.manifest();
        SubmittedCampaign campaign = bundle.campaign();
        String id = file.sha256().hex();
        ImportedBundle described = new ImportedBundle(
                id,
                manifest.campaign(),
                campaign.campaign().name(),
                campaign.jobs(),
                found.succeeded(),
                found.failed(),
                manifest.software(),
                manifest.created(),
                bundle.isSigned(),
                key == null ? null : BundleKey.fingerprint(key),
                Instant.now(),
                file.length());
        String views = found.views().entrySet().stream()
                .map(view -> "\"%s\":%s".formatted(view.getKey(), view.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
        String document = new String(WireFormat.bytes(campaign), StandardCharsets.UTF_8);
        blobs.insert(file.sha256(), MEDIA_TYPE, file.path(), file.length());
        return new Checked.Valid<>(database.query(connection -> {
            boolean isNew = imported.keep(connection, new NewBundle(described, document, views));
            return new Imported(imported.find(connection, id).orElseThrow(), isNew);
        }));
    }

    private static Checked<Imported> invalid(String reason) {
        return new Checked.Invalid<>(ProblemType.INVALID_BUNDLE.problem(reason));
    }
}
