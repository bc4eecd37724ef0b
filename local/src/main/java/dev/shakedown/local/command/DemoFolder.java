package dev.shakedown.local.command;

import dev.shakedown.local.artifact.JobFiles;
import dev.shakedown.local.artifact.JobFolder;
import dev.shakedown.local.client.WireFormat;
import dev.shakedown.local.label.JobLabel;
import dev.shakedown.local.report.ReportPage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
        if (!Files.exists(path)) {
            return true;
        }
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return Files.isRegularFile(path.resolve(RESULTS)) || files.allMatch(file -> file.equals(data()));
        }
    }

    /** Where the stack's data are, should they be kept. */
    Path data() {
        return path.resolve("data");
    }

    Path report() {
        return path.resolve("report.html");
    }

    /** Writes everything; what an earlier demo has written is gone afterwards. */
    void write(String name, List<JobFiles> jobs) throws IOException {
        Path folders = path.resolve("jobs");
        deleteTree(folders);
        Files.createDirectories(path);
        // First, because it marks the folder as one that a next demo may write to.
        byte[] results = WireFormat.json()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(jobs.stream().map(JobFiles::record).toList());
        Files.write(path.resolve(RESULTS), results);
        for (JobFiles job : jobs) {
            String folder = "%02d-%s"
                    .formatted(
                            job.record().request().ordinal() + 1,
                            JobLabel.of(job.record().request()).folder());
            new JobFolder(folders.resolve(folder)).write(job);
        }
        Files.writeString(report(), ReportPage.of(name, jobs));
    }

    /** Deletes a directory and all that is in it; links are deleted, not followed. */
    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
