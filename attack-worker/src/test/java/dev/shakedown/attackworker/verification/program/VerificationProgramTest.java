package dev.shakedown.attackworker.verification.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.attackworker.verification.GenuineJob;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationProgramTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void answersALineAFolder() throws IOException {
        Path good = folder("good", GenuineJob.untargeted());
        Path bad = folder("bad", GenuineJob.untargeted());
        Files.writeString(bad.resolve("artifacts").resolve("kernel"), "something else");

        int status = run(good + "\n" + bad + "\n", "--uploads", uploads().toString(), networks());

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(status).isZero();
        assertThat(lines).hasSize(2);
        JsonNode first = JSON.readTree(lines.get(0));
        assertThat(first.path("judges").asInt()).isEqualTo(2);
        assertThat(first.path("failures")).isEmpty();
        assertThat(first.path("blurredBitForBit").asBoolean()).isTrue();
        assertThat(JSON.readTree(lines.get(1)).path("failures").findValuesAsText("what"))
                .containsExactly("SHA-256 of kernel", "bytes of kernel");
    }

    @Test
    void refusesNetworksThatAreNotThere() throws IOException {
        int status = run(
                "", "--uploads", uploads().toString(), directory.resolve("none").toString());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("shakedown: ");
    }

    @Test
    void refusesATolerance() throws IOException {
        int status = run("", "--uploads", uploads().toString(), "--tolerance-psnr", "-1", networks());

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("shakedown: psnr: -1.0: must be finite and at least 0, in dB");
    }

    private int run(String folders, String... arguments) throws IOException {
        return VerificationProgram.run(
                arguments,
                new StringReader(folders),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String networks() {
        return GenuineJob.networks().toString();
    }

    private Path uploads() {
        return directory.resolve("uploads");
    }

    private Path folder(String name, GenuineJob job) throws IOException {
        Path folder = directory.resolve(name);
        Files.createDirectories(folder.resolve("artifacts"));
        Files.createDirectories(uploads());
        for (Map.Entry<ArtifactKind, byte[]> artifact : job.artifacts().entrySet()) {
            Files.write(folder.resolve("artifacts").resolve(artifact.getKey().wireName()), artifact.getValue());
        }
        for (Map.Entry<String, byte[]> upload : job.uploads().entrySet()) {
            Files.write(uploads().resolve(upload.getKey()), upload.getValue());
        }
        AttackResult result = new AttackResult(1, "job", "campaign", job.outcome(), "w", Instant.EPOCH, Instant.EPOCH);
        Files.write(
                folder.resolve("job.json"), JSON.writeValueAsBytes(Map.of("request", job.request(), "result", result)));
        return folder;
    }
}
