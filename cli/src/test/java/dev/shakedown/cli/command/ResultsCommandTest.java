package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.StubServices;
import dev.shakedown.client.TestJob;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsCommandTest extends CommandFixture {

    @Test
    void printsResultsInEveryFormat() {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));

        assertThat(execute("results", "campaign-0", api()).out().lines()).hasSize(4);
        assertThat(execute("results", "campaign-0", "--format", "json", api()).out())
                .contains("\"jobId\" : \"job-1\"");
    }

    @Test
    void hasResultsFilteredAndSortedByTheService() {
        services.add(TestJob.job());
        services.add(TestJob.job().id("job-1").ordinal(1));

        Outcome outcome = execute(
                "results", "campaign-0", "--sort=damage", "--limit=1", "--data-set=my set", "--state=failed", api());

        assertThat(outcome.out().lines()).hasSize(3);
        assertThat(services.requests())
                .filteredOn(request -> request.contains("/results"))
                .containsExactly(
                        "GET /api/v1/campaigns/campaign-0/results?sort=damage&dataSet=my%20set&state=FAILED&limit=1");
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl", "parquet"})
    void streamsToStandardOutputWhatGoesToAFile(String format) {
        PrintStream before = System.out;
        ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
        System.setOut(new PrintStream(standardOutput, true, StandardCharsets.UTF_8));
        try {
            Outcome outcome = execute("results", "campaign-0", "--format", format, "--state=failed", api());

            assertThat(outcome.status()).as(outcome.err()).isZero();
        } finally {
            System.setOut(before);
        }

        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).isEqualTo(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains("GET /api/v1/campaigns/campaign-0/results." + format + "?state=FAILED");
    }

    @Test
    void writesNoParquetToATerminal() {
        System.setProperty("shakedown.stdout.terminal", "true");
        try {
            Outcome outcome = execute("results", "campaign-0", "--format", "parquet", api());

            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.err()).contains("--format: parquet: is not for a terminal");
        } finally {
            System.clearProperty("shakedown.stdout.terminal");
        }
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl", "parquet"})
    void writesAWholeCampaignToAFile(String format) {
        Path file = folder.resolve("results." + format);

        Outcome outcome = execute("results", "campaign-0", "--format", format, "--out", file.toString(), api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(file).hasContent(StubServices.DOWNLOAD);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        assertThat(services.requests()).contains("GET /api/v1/campaigns/campaign-0/results." + format);
    }

    @Test
    void hasTheServiceFilterWhatGoesToAFile() {
        Path file = folder.resolve("results.csv");

        Outcome outcome = execute(
                "results",
                "campaign-0",
                "--format=csv",
                "--out=" + file,
                "--network=rgdn@10",
                "--norm=l2",
                "--kernel-size=17",
                "--state=failed",
                api());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(file).hasContent(StubServices.DOWNLOAD);
        assertThat(services.requests())
                .contains("GET /api/v1/campaigns/campaign-0/results.csv"
                        + "?network=rgdn%4010&norm=l2&kernelSize=17&state=FAILED");
    }

    @Test
    void leavesNoFileWhereADownloadIsRefused() {
        services.refuse("/api/v1/campaigns/campaign-0/results.csv", 404, """
                {"type":"urn:shakedown:problem:not-found","title":"Not found","status":404,"detail":"no campaign"}""");
        Path file = folder.resolve("results.csv");

        Outcome outcome = execute("results", "campaign-0", "--format", "csv", "--out", file.toString(), api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).isEqualToIgnoringNewLines("shakedown: no campaign");
        assertThat(folder).isEmptyDirectory();
    }
}
