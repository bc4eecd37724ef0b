package dev.shakedown.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactFolderTest {

    @TempDir
    private Path directory;

    @AutoClose
    private final StubServices services = new StubServices();

    private final ResultStoreClient store = new ResultStoreClient(services.address());

    @Test
    void writesTheVeryBytesOfEveryFile() throws IOException {
        TestJob job = TestJob.job().targetedAt("chelsea");
        services.add(job);

        new ArtifactFolder(directory).write(JobFiles.fetch(store, store.job("job-0")));

        assertThat(directory)
                .isDirectoryContaining("glob:**/job.json")
                .isDirectoryContaining("glob:**/x.png")
                .isDirectoryContaining("glob:**/target.png")
                .isDirectoryContaining("glob:**/y.npy")
                .isDirectoryContaining("glob:**/blurred.png")
                .isDirectoryContaining("glob:**/perturbed.png")
                .isDirectoryContaining("glob:**/clean-output.png")
                .isDirectoryContaining("glob:**/attacked-output.png")
                .isDirectoryContaining("glob:**/delta-amplified.png")
                .isDirectoryNotContaining("glob:**/kernel.npy");
        assertThat(directory.resolve("delta.npy"))
                .hasBinaryContent(job.artifacts().get(ArtifactKind.PERTURBATION));
        assertThat(directory.resolve("x.png")).hasBinaryContent(TestJob.picture(1));
    }

    @Test
    void refusesAFileWhoseHashIsAnother() {
        TestJob job = TestJob.job();
        services.add(job);
        JobRecord record = store.job("job-0");
        job.artifact(ArtifactKind.PERTURBATION, new byte[] {1, 2, 3});

        assertThatThrownBy(() -> JobFiles.fetch(store, record))
                .isInstanceOf(JobFiles.BrokenArtifact.class)
                .hasMessageContaining("the artifact perturbation of job job-0 arrived with SHA-256");
    }

    @Test
    void isFreeOnlyForTheSameJob() throws IOException {
        services.add(TestJob.job());
        ArtifactFolder folder = new ArtifactFolder(directory.resolve("job"));

        assertThat(folder.isFreeFor("job-0")).isTrue();
        folder.write(JobFiles.fetch(store, store.job("job-0")));

        assertThat(folder.isFreeFor("job-0")).isTrue();
        assertThat(folder.isFreeFor("job-1")).isFalse();
        Files.writeString(directory.resolve("something"), "else");
        assertThat(new ArtifactFolder(directory).isFreeFor("job-0")).isFalse();
        assertThat(new ArtifactFolder(directory.resolve("something")).isFreeFor("job-0"))
                .isFalse();
    }
}
