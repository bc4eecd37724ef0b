package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.resultstore.blob.BlobDownload;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.download.ResultFormat.RowSink;
import dev.shakedown.resultstore.download.ResultRowRepository.Perturbation;
import dev.shakedown.resultstore.parameter.ResultFilter;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a campaign's rows of {@code job_result}, or some of them, and its perturbations. A page of jobs at a time,
 * each in a transaction of its own: a slow reader holds neither memory nor a connection. What ends while it is read may
 * or may not be in it.
 */
@Singleton
public class ResultDownload {

    private static final int PAGE = 1000;
    private static final int PERTURBATIONS_PAGE = 200;

    private final Database database;
    private final ResultRowRepository rows;
    private final BlobDownload blobs;
    private final ObjectMapper json;

    ResultDownload(Database database, ResultRowRepository rows, BlobDownload blobs, ObjectMapper json) {
        this.database = database;
        this.rows = rows;
        this.blobs = blobs;
        this.json = json;
    }

    void write(ResultFilter filter, ResultFormat format, OutputStream sink) throws IOException {
        long last = database.query(
                connection -> rows.lastOrdinal(connection, filter.selection().campaignId()));
        long after = -1;
        Table page = page(filter, after);
        RowSink rowSink = format.sink(page.columns(), json, sink);
        write(page, rowSink);
        // By ordinals, not by rows: a page from which the filters leave nothing is not the last one.
        for (after += PAGE; after < last; after += PAGE) {
            write(page(filter, after), rowSink);
        }
        rowSink.finish();
    }

    private Table page(ResultFilter filter, long after) {
        return database.query(connection -> rows.rows(connection, filter, after, PAGE));
    }

    private static void write(Table page, RowSink sink) throws IOException {
        for (List<@Nullable Object> row : page.rows()) {
            sink.write(row);
        }
    }

    /**
     * Writes a ZIP archive: {@code perturbations/ORDINAL-JOB.npy}, bit for bit, and {@code results.csv} with the rows
     * of {@code job_result}. Holds one piece of one perturbation in memory.
     */
    void writePerturbations(String campaignId, OutputStream sink) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(sink);
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry("results.csv"));
        write(ResultFilter.all(campaignId), ResultFormat.CSV, zip);
        zip.closeEntry();
        List<Perturbation> page = perturbations(campaignId, -1);
        while (!page.isEmpty()) {
            for (Perturbation perturbation : page) {
                zip.putNextEntry(new ZipEntry(
                        "perturbations/%06d-%s.npy".formatted(perturbation.ordinal(), perturbation.jobId())));
                blobs.copy(perturbation.sha256(), zip);
                zip.closeEntry();
            }
            page = perturbations(campaignId, page.get(page.size() - 1).ordinal());
        }
        zip.finish();
    }

    private List<Perturbation> perturbations(String campaignId, long after) {
        return database.query(connection -> rows.perturbations(connection, campaignId, after, PERTURBATIONS_PAGE));
    }
}
