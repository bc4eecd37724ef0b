package dev.shakedown.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.local.StubServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

    private static final String SCENARIO = """
            schema: 1
            name: one
            work:
              - {network: wiener, size: 64x48, jobs: 10, steps: 100}
            publication: {delay: 0, jobsPerSecond: 1000000}
            delivery: {rebalance: 0}
            pools:
              - passes:
                  - {network: wiener, size: 64x48, seconds: {1: 0.5}}
                  - {network: mprnet, size: 64x48, seconds: {1: 2}}
                plan: 1
                scaling: {type: fixed, workers: 1}
            """;

    @TempDir
    private Path folder;

    private Path scenario = Path.of("");

    private record Outcome(int status, String out, String err) {}

    @BeforeEach
    void write() throws IOException {
        scenario = Files.writeString(folder.resolve("one.yaml"), SCENARIO);
    }

    @Test
    void saysHowLongItTakes() {
        Outcome outcome = execute("simulate", scenario.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("10 jobs, 1000 steps, 64 partitions").containsPattern("one +8:20 min");
    }

    @Test
    void showsWhatASweepTries() {
        Outcome outcome =
                execute("simulate", scenario.toString(), "--sweep", "leg=20,300", "--sweep", "partitions=1,8");

        assertThat(outcome.out())
                .containsSubsequence(
                        "one leg=20 partitions=1 ",
                        "one leg=20 partitions=8 ",
                        "one leg=300 partitions=1 ",
                        "one leg=300 partitions=8 ");
    }

    @Test
    void drawsAndWritesJson() {
        Path picture = folder.resolve("one.svg");

        Outcome outcome = execute("simulate", scenario.toString(), "--format", "json", "--out", picture.toString());

        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("[").contains("\"makespan\"");
        assertThat(picture).content().startsWith("<svg ").contains("one: 8:20 min");
    }

    @Test
    void takesTheWorkFromADryRunAndTimesThatItKnows() throws IOException {
        Path campaign = Files.writeString(folder.resolve("campaign.yaml"), "name: c\n");
        try (StubServices services = StubServices.start()) {
            Outcome outcome = execute(
                    "simulate", scenario.toString(), "--campaign", campaign.toString(), "--api=" + services.address());

            // Of 4 jobs with 250 steps one has a result: 2 x 0.75 jobs of each network are left, rounded; 0.5 s and 2 s
            // a step.
            assertThat(outcome.err())
                    .contains("4 jobs with 1000 steps in all")
                    .contains("1 jobs have a result already");
            assertThat(outcome.out()).contains("4 jobs, 1000 steps").containsPattern("one +20:50 min");
        }
    }

    @Test
    void saysThatNotAllJobsEndWithStatus1() throws IOException {
        Files.writeString(scenario, SCENARIO + "horizonDays: 0.001\n");

        Outcome outcome = execute("simulate", scenario.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("not all jobs end within 86.4 s");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        Files.writeString(scenario, SCENARIO.replace("jobs: 10", "jobs: none"));

        assertRefused("work[0].jobs: \"none\": must be a whole number", "simulate", scenario.toString());
        assertRefused("absent.yaml: no such file", "simulate", "absent.yaml");
        assertRefused("--runs: 0: must be from 1", "simulate", "x.yaml", "--runs", "0");
        assertRefused("--sweep: legs: must be one of", "simulate", "x.yaml", "--sweep", "legs=1");
        assertRefused("Missing required parameter: 'SCENARIO'", "simulate");
    }

    private static void assertRefused(String expected, String... arguments) {
        Outcome outcome = execute(arguments);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("shakedown: ").contains(expected);
        assertThat(outcome.out()).isEmpty();
    }

    private static Outcome execute(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of(arguments));
        int status = ShakedownCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Outcome(status, out.toString(), err.toString());
    }
}
