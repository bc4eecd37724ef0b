package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.TestJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmitCommandTest extends CommandFixture {

    @Test
    void printsTheCampaignsIdAndPageFirst() throws IOException {
        services.add(TestJob.job());
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualToIgnoringNewLines("campaign-0");
        assertThat(outcome.err())
                .startsWith("campaign stub, 1 jobs: " + services.storeAddress() + "/campaign.html?id=campaign-0")
                .contains("1/1 jobs");
    }

    @Test
    void failsWhenAJobThatWasWaitedForFailed() throws IOException {
        services.add(TestJob.job().failed("not-finite", "NaN"));
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("failed: not-finite: 1 of 1 jobs: NaN");
    }

    @Test
    void printsEveryViolationOnALine() throws IOException {
        services.refuse("/api/v1/campaigns", 422, """
                {"type":"urn:shakedown:problem:invalid-campaign","title":"bad","status":422,"violations":[
                {"field":"attacks[0].steps","value":"-5","expected":"a whole number from 1 to 100000"},
                {"field":"name","value":"","expected":"given"}]}""");
        Path file = Files.writeString(folder.resolve("c.yaml"), "attacks: [{steps: -5}]\n");

        Outcome outcome = execute("submit", file.toString(), api());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err().lines())
                .containsExactly(
                        "shakedown: attacks[0].steps: -5: must be a whole number from 1 to 100000",
                        "shakedown: name: must be given");
    }

    @Test
    void stopsWaitingForACampaignThatWasCancelled() throws IOException {
        services.add(TestJob.job());
        services.state("CANCELLED");
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--wait", api());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("cancelled");
    }

    @Test
    void saysWhatACampaignWouldBe() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome outcome = execute("submit", file.toString(), "--dry-run", api());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "campaign campaign-1: 4 jobs, 1000 steps",
                        "1 jobs have a result already",
                        "how long it takes is unknown for 1 of 2 networks; one worker takes about 10 min for the jobs of the others",
                        "  wiener on 64x48, 2 jobs: 0.500 s a step",
                        "  mprnet on 64x48, 2 jobs: no job of this network has ended yet");
    }

    @Test
    void printsWarningsAndRefusesThemIfStrict() throws IOException {
        services.warn("budgets[0]: 0.0313725: is 0.03/255; 8 (= 0.0313725 * 255) was probably meant");
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome dryRun = execute("submit", file.toString(), "--dry-run", api());
        Outcome submitted = execute("submit", file.toString(), api());
        int before = services.requests().size();
        Outcome strict = execute("submit", file.toString(), "--strict", api());

        for (Outcome outcome : List.of(dryRun, submitted)) {
            assertThat(outcome.status()).isZero();
            assertThat(outcome.err()).contains("warning: budgets[0]: 0.0313725: is 0.03/255; 8 (= ");
        }
        assertThat(submitted.out()).isEqualToIgnoringNewLines("campaign-0");
        assertThat(strict.status()).isEqualTo(2);
        assertThat(strict.err()).startsWith("shakedown: budgets[0]: 0.0313725: is 0.03/255");
        assertThat(strict.out()).isEmpty();
        assertThat(services.requests().subList(before, services.requests().size()))
                .containsExactly("POST /api/v1/campaigns?dryRun=true");
    }

    @Test
    void countsTheWarningsOfJobs() throws IOException {
        services.add(TestJob.job().warning("does-not-restore", "clean 18.16 dB, blurred 22.55 dB"));
        services.add(TestJob.job().id("job-1").ordinal(1).warning("does-not-restore", "clean 18 dB, blurred 22 dB"));
        services.add(TestJob.job().id("job-2").ordinal(2).warning("no-movement", "the gradient was zero"));
        services.add(TestJob.job().id("job-3").ordinal(3).failed("not-finite", "NaN"));
        Path file = Files.writeString(folder.resolve("c.yaml"), "name: c\n");

        Outcome results = execute("results", "campaign-0", api());
        Outcome waited = execute("submit", file.toString(), "--wait", api());

        for (Outcome outcome : List.of(results, waited)) {
            assertThat(outcome.err())
                    .contains(
                            "warning: does-not-restore: 2 of 3 jobs, for example: clean 18.16 dB, blurred 22.55 dB",
                            "warning: no-movement: 1 of 3 jobs: the gradient was zero");
        }
        assertThat(results.out()).doesNotContain("warning");
    }
}
