package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {

    @TempDir
    private Path directory;

    @Test
    void runsACampaignFromNothingToAReport() throws IOException, InterruptedException {
        Path campaign = TinyCampaign.write(directory);
        Path out = directory.resolve("demo out");

        try (Launcher demo =
                Launcher.start(directory, "demo", "--campaign", campaign.toString(), "--out", out.toString())) {
            int status = demo.awaitExit(Duration.ofMinutes(4));

            assertThat(status).as(demo.everything()).isZero();
            assertThat(demo.out()).contains("untargeted", "targeted stripes", "succeeded");
        }
        List<JobRecord> records =
                WireFormat.json().readValue(Files.readAllBytes(out.resolve("results.json")), new TypeReference<>() {});
        assertThat(records)
                .hasSize(TinyCampaign.JOBS)
                .allMatch(record -> record.success().isPresent());
        assertThat(Files.readString(out.resolve("report.html"))).contains("data:image/png;base64,");
        for (Path job : jobs(out)) {
            assertPicturesOf(job);
            assertThat(maxNorm(job.resolve("delta.npy"))).isPositive().isLessThanOrEqualTo((float)
                    (TinyCampaign.BUDGET / 255));
        }
        assertThat(out.resolve("data")).doesNotExist();
    }

    @Test
    void refusesAFolderWithSomethingElseInIt() throws IOException, InterruptedException {
        Path out = Files.createDirectory(directory.resolve("thesis"));
        Files.writeString(out.resolve("chapter-1.txt"), "precious");

        try (Launcher demo = Launcher.start(directory, "demo", "--out", out.toString())) {
            assertThat(demo.awaitExit(Duration.ofSeconds(30))).isEqualTo(2);
        }
        assertThat(out.resolve("chapter-1.txt")).hasContent("precious");
    }

    static float maxNorm(Path npy) throws IOException {
        NpyDecoding decoding = NpyDecoder.decode(Files.readAllBytes(npy), 1 << 20);
        float largest = 0;
        for (float value : ((NpyDecoding.Decoded) decoding).array().toFloats()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static List<Path> jobs(Path out) throws IOException {
        try (Stream<Path> folders = Files.list(out.resolve("jobs"))) {
            List<Path> jobs = folders.toList();
            assertThat(jobs).hasSize(TinyCampaign.JOBS);
            return jobs;
        }
    }

    private static void assertPicturesOf(Path job) {
        for (String name : List.of("x", "blurred", "perturbed", "delta-amplified", "clean-output", "attacked-output")) {
            assertThat(job.resolve(name + ".png")).isNotEmptyFile();
        }
        boolean targeted = job.toString().contains("-targeted");
        assertThat(Files.exists(job.resolve("target.png"))).isEqualTo(targeted);
    }
}
