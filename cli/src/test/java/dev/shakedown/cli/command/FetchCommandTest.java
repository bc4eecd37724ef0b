package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FetchCommandTest extends CommandFixture {

    @Test
    void fetchesAJobByTheBeginningOfItsIdOrItsNumber() {
        services.add(TestJob.job().id("0123456789abcdef0123456789abcdef"));
        services.add(TestJob.job().id("0123456700000000aaaaaaaaaaaaaaaa").ordinal(1));

        assertThat(fetched("0123456789")).contains("\"jobId\" : \"0123456789abcdef0123456789abcdef\"");
        assertThat(fetched("stub/1")).contains("\"jobId\" : \"0123456700000000aaaaaaaaaaaaaaaa\"");
        assertThat(execute("fetch", "01234567", "--out", "d", api()).err())
                .contains("job: 01234567: must be more digits of one job's id", "0123456700000000aaaaaaaaaaaaaaaa");
        assertThat(execute("fetch", "ffff", "--out", "d", api()).err())
                .contains("job: ffff: must be the id of a job, the beginning of its id, or CAMPAIGN/NUMBER");
        assertThat(execute("fetch", "stub/7", "--out", "d", api()).err())
                .contains("job: stub/7: that campaign has no job of this number that has ended");
    }

    private String fetched(String job) {
        Path out = folder.resolve(job.replace('/', '-'));
        Outcome outcome = execute("fetch", job, "--out", out.toString(), api());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return read(out.resolve("job.json"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void fetchesIntoANewFolderOnly() throws IOException {
        services.add(TestJob.job());
        Path out = folder.resolve("job");

        assertThat(execute("fetch", "job-0", "--out", out.toString(), api()).status())
                .isZero();
        assertThat(out.resolve("delta.npy")).exists();
        Files.writeString(folder.resolve("something"), "else");
        Outcome refused = execute("fetch", "job-0", "--out", folder.toString(), api());

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("holds something else; must be a new directory");
    }

    @Test
    void fetchesWhatIsKeptAndSaysWhatIsNot() {
        services.add(TestJob.job());
        services.refuse("/api/v1/jobs/job-0/artifacts/perturbed-picture", 404, """
                {"type":"urn:shakedown:problem:not-found","title":"Not found","status":404}""");
        Path out = folder.resolve("job");

        Outcome outcome = execute("fetch", "job-0", "--out", out.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEqualToIgnoringNewLines("not kept: perturbed-picture");
        assertThat(out.resolve("blurred.png")).exists();
        assertThat(out.resolve("perturbed.png")).doesNotExist();
    }

    @Test
    void fetchesAllPerturbationsOfACampaign() {
        Path out = folder.resolve("all");

        Outcome outcome = execute("fetch", "--campaign", "campaign-0", "--out", out.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(out.resolve("perturbations-campaign-0.zip")).hasContent(StubServices.DOWNLOAD);
    }

    @Test
    void explainsAFailedJob() {
        services.add(TestJob.job().failed("not-finite", "NaN at step 3"));

        Outcome outcome =
                execute("fetch", "job-0", "--out", folder.resolve("job").toString(), api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("job job-0 failed").contains("NaN at step 3");
        assertThat(folder.resolve("job/job.json")).exists();
    }
}
