package dev.shakedown.cli.command;

import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.stack.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A campaign's report: {@code report.html} and its tables, all made by result-store.
 *
 * @param path where
 */
record ReportFolder(Path path) {

    private static final List<String> TABLES =
            List.of("paper-table.csv", "paper-table.tex", "robustness-curve.csv", "transfer-matrix.csv");

    /** Whether writing would overwrite nothing but an earlier report. */
    boolean isFree() throws IOException {
        return ScratchDirectory.isFree(path) || Files.isRegularFile(path.resolve(TABLES.get(0)));
    }

    /** Writes all files; gives their paths, the page last. */
    List<Path> write(ResultStoreClient store, String campaignId, int pictures) throws IOException {
        Files.createDirectories(path);
        List<Path> written = new ArrayList<>();
        for (String table : TABLES) {
            Path file = path.resolve(table);
            store.downloadView(campaignId, table, file);
            written.add(file);
        }
        Path page = path.resolve("report.html");
        store.downloadReport(campaignId, pictures, page);
        written.add(page);
        return written;
    }
}
