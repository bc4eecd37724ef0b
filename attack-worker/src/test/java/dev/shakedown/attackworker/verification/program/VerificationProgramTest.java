package dev.shakedown.attackworker.verification.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.attackworker.verification.GenuineJob;
import dev.shakedown.attackworker.verification.Tolerances;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerificationProgramTest {

    @TempDir
    private Path directory;

    @AutoClose
    private final StubServices services = new StubServices();

    private record Outcome(int status, String out, String err) {}

    @Test
    void allOfAGoodJobMatches() {
        services.add(stored(GenuineJob.untargeted()));

        Outcome outcome = verify("--networks=" + networks());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("1 job, 2 judgements, ")
                .contains(" comparisons: all hold", "y came out the same in every bit in 1 of 1 job");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void namesWhatDoesNotMatch() {
        GenuineJob job = GenuineJob.untargeted();
        job.artifacts().put(ArtifactKind.KERNEL, "something else".getBytes(StandardCharsets.UTF_8));
        services.add(stored(job));

        Outcome outcome = verify("--networks=" + networks());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out().lines().filter(line -> line.startsWith("wrong: ")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("wrong: job job: SHA-256 of kernel: stored "),
                        line -> assertThat(line).startsWith("wrong: job job: bytes of kernel: stored "));
        assertThat(outcome.out()).contains(": 2 failures in 1 job");
    }

    @Test
    void printsFailuresAndTotalsAsJsonLines() throws IOException {
        GenuineJob job = GenuineJob.untargeted();
        job.artifacts().put(ArtifactKind.KERNEL, "something else".getBytes(StandardCharsets.UTF_8));
        services.add(stored(job));

        Outcome outcome = execute("campaign-0", "--api=" + services.address(), "--json", "--networks=" + networks());

        assertThat(outcome.status()).isEqualTo(1);
        List<JsonNode> lines = outcome.out()
                .lines()
                .map(line -> WireFormat.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).get("job").asText()).isEqualTo("job");
        assertThat(lines.get(0).get("what").asText()).isEqualTo("SHA-256 of kernel");
        assertThat(lines.get(2).get("failures").asInt()).isEqualTo(2);
        assertThat(lines.get(2).get("allMatch").asBoolean()).isFalse();
    }

    @Test
    void verifiesNothingWhereNothingSucceeded() {
        services.add(TestJob.job().failed("not-finite", "NaN"));

        Outcome outcome = verify("--networks=" + networks());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("no job has succeeded, so there is nothing to verify");
    }

    @Test
    void refusesNetworksThatAreNotThere() throws IOException {
        services.add(stored(GenuineJob.untargeted()));
        Path empty = Files.createDirectory(directory.resolve("none"));

        Outcome outcome = verify("--networks=" + empty);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("shakedown: ").contains("registry.json");
    }

    @Test
    void saysWhatToDoWhereNoServiceAnswers() {
        services.close();

        Outcome outcome = verify("--networks=" + networks());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("start one with ./shakedown up, or name another with --api");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seed 1               | CAMPAIGN: give a campaign, or a bundle with --bundle",
                "id --bundle b          | CAMPAIGN: give a campaign, or a bundle with --bundle",
                "--bundle b --jobs a    | --jobs: must be absent beside --bundle",
                "id --public-key k      | --public-key: must be beside --bundle",
                "id --sample x          | Invalid value for option '--sample': 'x' is not an int (see ./shakedown verify --help)",
                "id --sample 0          | --sample: 0: must be at least 1",
                "id --sample 3 --jobs a b | give either --jobs or --sample",
                "id --tolerance-psnr -1 | --tolerance-psnr: -1.0: must be at least 0",
                "id --networks absent   | must be a directory"
            })
    void tellsBadInputOnOneLine(String arguments, String expected) {
        Outcome outcome = execute(arguments.split(" "));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .singleElement()
                .asString()
                .startsWith("shakedown: ")
                .contains(expected);
    }

    @Test
    void refusesATolerance() {
        assertThatThrownBy(() -> new Tolerances(-1)).hasMessage("psnr: -1.0: must be finite and at least 0, in dB");
    }

    private Outcome verify(String option) {
        return execute("campaign-0", "--api=" + services.address(), option);
    }

    private static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = VerificationProgram.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    private static String networks() {
        return GenuineJob.networks().toString();
    }

    private static TestJob stored(GenuineJob job) {
        AttackResult result = new AttackResult(1, "job", "campaign", job.outcome(), "w", Instant.EPOCH, Instant.EPOCH);
        return TestJob.of(new JobRecord(job.request(), result), job.artifacts(), job.uploads());
    }
}
