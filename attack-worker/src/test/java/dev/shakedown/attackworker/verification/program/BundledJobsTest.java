package dev.shakedown.attackworker.verification.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.attackworker.verification.GenuineJob;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.client.bundle.BundleWriter;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bundle of a genuine job, checked without any service: as it was written, and after a change. */
class BundledJobsTest {

    @TempDir
    private Path directory;

    @AutoClose
    private final StubServices services = new StubServices();

    private record Outcome(int status, String out, String err) {}

    @Test
    void aBundleIsVerifiedWithoutAService() throws Exception {
        Path bundle = written(null);
        services.close();

        Outcome outcome = verify(bundle);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("campaign stub (campaign-0), 1 jobs, written by shakedown test at ")
                .contains(", not signed", "1 job, 2 judgements, ", ": all hold");
        assertThat(outcome.status()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jobs/0.json  | changed | wrong: jobs/0.json: has another hash than the manifest says",
                "jobs/0.json  | removed | wrong: jobs/0.json: is missing",
                "campaign.json | more   | wrong: more.json: is not in the manifest",
                "files/DELTA  | changed | : has another hash than the manifest says",
                "files/DELTA  | removed | SHA-256 of perturbation: stored "
            })
    void aChangedBundleIsFoundOut(String entry, String change, String line) throws Exception {
        Path bundle = written(null);
        String name = entry.replace("DELTA", delta());

        change(bundle, name, change);
        Outcome outcome = verify(bundle);

        assertThat(outcome.status()).as(outcome.err()).isNotZero();
        assertThat(outcome.out()).contains(line);
    }

    @Test
    void numbersThatFitTheirHashButNotThePerturbationAreFoundOut() throws Exception {
        GenuineJob job = GenuineJob.untargeted();
        job.artifacts().put(ArtifactKind.KERNEL, "something else".getBytes(StandardCharsets.UTF_8));
        services.add(stored(job));

        Outcome outcome = verify(bundle(null));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("SHA-256 of kernel");
    }

    @Test
    void theSignatureIsThatOfAKeyThatIsNamed() throws Exception {
        KeyPair author = keys();
        Path bundle = written(author);

        Outcome unchecked = verify(bundle);
        Outcome checked = verify(bundle, "--public-key=" + publicKey(author));
        Outcome foreign = verify(bundle, "--public-key=" + publicKey(keys()));
        Outcome unsigned = verify(written(null), "--public-key=" + publicKey(author));

        assertThat(unchecked.out()).contains("signed; --public-key checks by whom");
        assertThat(checked.out()).contains("signed with that key");
        assertThat(checked.status()).as(checked.out()).isZero();
        assertThat(foreign.status()).isEqualTo(2);
        assertThat(foreign.err()).contains("must be of the key that signed the bundle, which another did");
        assertThat(unsigned.err()).contains("which none did");
    }

    @Test
    void otherFilesAreRefusedInALine() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no bundle");

        assertThat(verify(text).err().lines()).singleElement().asString().contains("must be a bundle");
        assertThat(verify(directory.resolve("absent")).err().lines()).hasSize(1);
        assertThatThrownBy(() -> BundleKey.publicKey(text)).hasMessageContaining("must be a PEM file");
    }

    @Test
    void aCampaignThatHasNotEndedIsNotWritten() {
        services.add(stored(GenuineJob.untargeted()));
        services.pending(2);

        assertThatThrownBy(() -> bundle(null))
                .isInstanceOf(BundleWriter.NotEnded.class)
                .hasMessage("campaign campaign-0: 1 of 3 jobs have ended; a bundle needs all of them");
        assertThat(directory.resolve("bundle.zip")).doesNotExist();
    }

    private Path written(@Nullable KeyPair keys) throws IOException {
        if (services.requests().isEmpty()) {
            services.add(stored(GenuineJob.untargeted()));
        }
        return bundle(keys);
    }

    private Path bundle(@Nullable KeyPair keys) throws IOException {
        Path file = directory.resolve("bundle.zip");
        BundleWriter.write(
                new ResultStoreClient(services.storeAddress()),
                "campaign-0",
                file,
                "shakedown test",
                keys == null ? null : keys.getPrivate(),
                jobs -> {});
        return file;
    }

    private static String delta() {
        return GenuineJob.untargeted().outcome().artifacts().stream()
                .filter(artifact -> artifact.kind() == ArtifactKind.PERTURBATION)
                .findFirst()
                .orElseThrow()
                .sha256();
    }

    private static void change(Path bundle, String entry, String change) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(bundle)) {
            Path path = zip.getPath(entry);
            switch (change) {
                case "changed" -> {
                    byte[] content;
                    try (InputStream stream = Files.newInputStream(path)) {
                        content = stream.readAllBytes();
                    }
                    content[content.length - 1] ^= 1;
                    Files.write(path, content);
                }
                case "removed" -> Files.delete(path);
                default -> Files.writeString(zip.getPath("more.json"), "{}");
            }
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private Path publicKey(KeyPair keys) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded());
        return Files.writeString(
                Files.createTempFile(directory, "key", ".pem"),
                "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    private static Outcome verify(Path bundle, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = VerificationProgram.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(
                                Stream.of("--bundle=" + bundle, "--networks=" + GenuineJob.networks()), Stream.of(more))
                        .toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }

    private static TestJob stored(GenuineJob job) {
        AttackResult result = new AttackResult(1, "job", "campaign", job.outcome(), "w", Instant.EPOCH, Instant.EPOCH);
        return TestJob.of(new JobRecord(job.request(), result), job.artifacts(), job.uploads());
    }
}
