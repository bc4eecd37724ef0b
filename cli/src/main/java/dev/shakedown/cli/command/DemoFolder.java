package dev.shakedown.cli.command;

import dev.shakedown.cli.table.JobLabel;
import dev.shakedown.client.ArtifactFolder;
import dev.shakedown.client.JobFiles;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.stack.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code demo} leaves behind: {@code results.json}, {@code report.html}, and a folder a job below {@code jobs/}.
 *
 * @param path where
 */
record DemoFolder(Path path) {

    private static final String RESULTS = "results.json";

    /** Whether writing would destroy nothing but what an earlier demo has written. */
    boolean isFree() throws IOException {
        if (ScratchDirectory.isFree(path) || Files.isRegularFile(path.resolve(RESULTS))) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> file.equals(data()));
        }
    }

    /** Where the stack's data are, should they be kept. */
    Path data() {
        return path.resolve("data");
    }

    Path report() {
        return path.resolve("report.html");
    }

    /** Writes everything, in place of the files of an earlier demo. */
    void write(ResultStoreClient store, String campaignId, List<JobFiles> jobs) throws IOException {
        Path folders = path.resolve("jobs");
        ScratchDirectory.deleteTree(folders);
        Files.createDirectories(path);
        // First, because it marks the folder as one that a next demo may write to.
        Files.writeString(
                path.resolve(RESULTS),
                WireFormat.pretty(jobs.stream().map(JobFiles::record).toList()));
        for (JobFiles job : jobs) {
            String folder = "%04d-%s"
                    .formatted(
                            job.record().request().ordinal(),
                            JobLabel.of(job.record().request()).folder());
            new ArtifactFolder(folders.resolve(folder)).write(job);
        }
        store.downloadReport(campaignId, Math.min(jobs.size(), ReportCommand.MOST_PICTURES), report());
    }
}
