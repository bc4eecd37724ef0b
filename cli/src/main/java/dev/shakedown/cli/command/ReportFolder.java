package dev.shakedown.cli.command;

import dev.shakedown.cli.report.CampaignPage;
import dev.shakedown.cli.report.CampaignTables;
import dev.shakedown.cli.report.PaperTableTex;
import dev.shakedown.cli.table.ViewCsv;
import dev.shakedown.client.artifact.JobFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code report} writes: {@code report.html}, {@code paper-table.csv} and {@code .tex},
 * {@code robustness-curve.csv} and {@code transfer-matrix.csv}.
 *
 * @param path where
 */
record ReportFolder(Path path) {

    private static final String TABLE = "paper-table.csv";

    /** Whether writing would overwrite nothing but an earlier report. */
    boolean isFree() throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return Files.isRegularFile(path.resolve(TABLE)) || files.findAny().isEmpty();
        }
    }

    /** Writes all files; gives their paths, the page last. */
    List<Path> write(CampaignTables tables, List<JobFiles> jobs, String why) throws IOException {
        Files.createDirectories(path);
        return List.of(
                write(TABLE, ViewCsv.lines(tables.paper())),
                write("paper-table.tex", PaperTableTex.lines(tables.paper())),
                write("robustness-curve.csv", ViewCsv.lines(tables.curve())),
                write("transfer-matrix.csv", ViewCsv.lines(tables.transfer())),
                Files.writeString(path.resolve("report.html"), CampaignPage.of(tables, jobs, why)));
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(path.resolve(name), lines);
    }
}
