package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportCommandTest extends CommandFixture {

    @Test
    void writesABundleOfACampaignThatHasEnded() throws IOException {
        services.add(TestJob.job());
        String file = folder.resolve("b.zip").toString();
        Path text = Files.writeString(folder.resolve("key.pem"), "no key");

        Outcome signed = execute("bundle", "campaign-0", "--out", file, "--key", text.toString(), api());
        Outcome written = execute("bundle", "campaign-0", "--out", file, api());
        Outcome again = execute("bundle", "campaign-0", "--out", file, api());
        services.pending(1);
        Outcome early = execute("bundle", "campaign-0", "--out", file + "2", api());

        assertThat(signed.err()).contains("--key: " + text + ": must be a PEM file with an Ed25519 PRIVATE KEY");
        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.err()).contains("./shakedown verify --bundle " + file);
        assertThat(again.err()).contains("exists, and is not replaced");
        assertThat(early.err()).contains("1 of 2 jobs have ended; a bundle needs all of them");
        assertThat(early.status()).isEqualTo(2);
    }

    @Test
    void writesAReportIntoANewFolderOnly() throws IOException {
        Path out = folder.resolve("report");

        Outcome outcome = execute("report", "campaign-0", "--out", out.toString(), api());
        Outcome again = execute("report", "campaign-0", "--out", out.toString(), "--pictures", "0", api());
        Files.writeString(folder.resolve("something"), "else");
        Outcome refused = execute("report", "campaign-0", "--out", folder.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines()).hasSize(6).last().asString().endsWith("report.html");
        for (String file : List.of(
                "paper-table.csv", "paper-table.tex", "robustness-curve.csv", "transfer-matrix.csv", "trust.csv")) {
            assertThat(out.resolve(file)).hasContent(StubServices.DOWNLOAD);
            assertThat(services.requests()).contains("GET /api/v1/campaigns/campaign-0/views/" + file);
        }
        assertThat(out.resolve("report.html")).hasContent(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains(
                        "GET /api/v1/campaigns/campaign-0/report.html?pictures=24",
                        "GET /api/v1/campaigns/campaign-0/report.html?pictures=0");
        assertThat(again.status()).isZero();
        assertThat(refused.status()).isEqualTo(2);
    }
}
