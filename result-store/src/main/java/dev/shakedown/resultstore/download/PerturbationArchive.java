package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.blob.BlobDownload;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.download.ResultRowRepository.Perturbation;
import dev.shakedown.resultstore.parameter.ResultFilter;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a campaign's perturbations as a ZIP archive: {@code perturbations/ORDINAL-JOB.npy}, bit for bit, and
 * {@code results.csv} with the rows of {@code job_result}. Holds one piece of one perturbation in memory.
 */
@Singleton
public class PerturbationArchive {

    private static final int PAGE = 200;

    private final Database database;
    private final ResultRowRepository rows;
    private final BlobDownload blobs;
    private final ResultDownload results;

    PerturbationArchive(Database database, ResultRowRepository rows, BlobDownload blobs, ResultDownload results) {
        this.database = database;
        this.rows = rows;
        this.blobs = blobs;
        this.results = results;
    }

    void write(String campaignId, OutputStream sink) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(sink);
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry("results.csv"));
        results.write(ResultFilter.all(campaignId), ResultFormat.CSV, zip);
        zip.closeEntry();
        List<Perturbation> page = page(campaignId, -1);
        while (!page.isEmpty()) {
            for (Perturbation perturbation : page) {
                zip.putNextEntry(new ZipEntry(
                        "perturbations/%06d-%s.npy".formatted(perturbation.ordinal(), perturbation.jobId())));
                blobs.copy(perturbation.sha256(), zip);
                zip.closeEntry();
            }
            page = page(campaignId, page.get(page.size() - 1).ordinal());
        }
        zip.finish();
    }

    private List<Perturbation> page(String campaignId, long after) {
        return database.query(connection -> rows.perturbations(connection, campaignId, after, PAGE));
    }
}
