package dev.shakedown.cli.command;

import dev.shakedown.client.ResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
        if (!Files.exists(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return Files.isRegularFile(path.resolve(TABLES.get(0)))
                    || files.findAny().isEmpty();
        }
    }

    /** Writes all files; gives their paths, the page last. */
    List<Path> write(ResultStore store, String campaignId, int pictures) throws IOException {
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
