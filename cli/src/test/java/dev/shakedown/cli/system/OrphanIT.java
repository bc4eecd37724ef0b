package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    @Test
    void leavesNothingBehindWhenKilledAndGoesOnWhereItWas() throws IOException, InterruptedException {
        Path campaign = TinyCampaign.write(directory);
        Path data = directory.resolve("the data");
        String port = Integer.toString(LoopbackPorts.consecutive(3));
        String api = "--api=http://127.0.0.1:" + port;
        String[] up = {"up", "--data", data.toString(), "--http-port", port};
        String id;

        try (Launcher killed = Launcher.start(directory, up)) {
            assertThat(killed.awaitLine("ready", START)).contains("http://127.0.0.1:" + port, "jdbc:postgresql://");
            id = Launcher.call("submit", campaign.toString(), "--wait", api).strip();
            assertFetches(id, api);
            List<ProcessHandle> stack = killed.stack(data);
            assertThat(stack).hasSizeGreaterThan(5);

            killed.signal("KILL");

            assertThat(Launcher.await(() -> stack.stream().noneMatch(ProcessHandle::isAlive), STOP))
                    .as(
                            "left behind: %s",
                            stack.stream()
                                    .filter(ProcessHandle::isAlive)
                                    .map(ProcessHandle::info)
                                    .toList())
                    .isTrue();
        }

        try (Launcher again = Launcher.start(directory, up)) {
            again.awaitLine("ready", START);
            assertThat(Launcher.call("results", id, api)).contains("succeeded");
            assertResultsHold(id, api);
            assertReports(id, api);
            assertAnswersQueries(id, data, api);
            assertComesBack(again, data, api);
            List<ProcessHandle> stack = again.stack(data);

            again.signal(interrupt());

            assertThat(again.awaitExit(Duration.ofSeconds(40)))
                    .as(again.everything())
                    .isZero();
            assertThat(Launcher.await(() -> stack.stream().noneMatch(ProcessHandle::isAlive), STOP))
                    .as(
                            "left behind: %s",
                            stack.stream()
                                    .filter(ProcessHandle::isAlive)
                                    .map(ProcessHandle::info)
                                    .toList())
                    .isTrue();
        }
    }

    /** Every part that is killed is started again, and the next campaign runs. */
    private void assertComesBack(Launcher up, Path data, String api) throws IOException, InterruptedException {
        List<ProcessHandle> stack = up.stack(data);
        Path postmaster = data.resolve("postgres/cluster/postmaster.pid");
        ProcessHandle.of(Long.parseLong(Files.readAllLines(postmaster).get(0).trim()))
                .ifPresent(ProcessHandle::destroyForcibly);
        for (String part : List.of("BrokerMain", "job-api/target", "result-store/target")) {
            stack.stream()
                    .filter(process -> process.info().commandLine().orElse("").contains(part))
                    .forEach(ProcessHandle::destroyForcibly);
        }
        for (String part : List.of("postgres", "broker", "job-api", "result-store")) {
            assertThat(Launcher.await(() -> up.says(part + " is started again"), START))
                    .as(up.everything())
                    .isTrue();
        }
        Path next = TinyCampaign.write(directory, "after-restarts");
        assertThat(Launcher.await(() -> submits(next, api), START))
                .as(up.everything())
                .isTrue();
    }

    private boolean submits(Path campaign, String api) {
        try {
            Launcher.call("submit", campaign.toString(), "--wait", api);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private void assertFetches(String campaign, String api) throws IOException, InterruptedException {
        String json = Launcher.call("results", campaign, "--format", "json", api);
        String job = json.replaceAll("(?s).*?\"jobId\" : \"([^\"]+)\".*", "$1");
        Path folder = directory.resolve("job");
        Launcher.call("fetch", job, "--out", folder.toString(), api);

        assertThat(DemoIT.maxNorm(folder.resolve("delta.npy"))).isPositive().isLessThanOrEqualTo((float)
                (TinyCampaign.BUDGET / 255));
    }

    private void assertResultsHold(String campaign, String api) throws IOException, InterruptedException {
        assertThat(Launcher.run(directory, "verify", campaign, api))
                .contains("2 jobs, 2 judgements, ", " comparisons: all hold", "in every bit in 2 of 2 jobs")
                .doesNotContain("wrong:", "not verified:");
        // Of another checkout's networks nothing is known.
        Path others = Path.of(System.getProperty("shakedown.root"), "models/src/test/resources/networks");
        try (Launcher unknown =
                Launcher.start(directory, "verify", campaign, "--sample", "1", "--networks", others.toString(), api)) {
            assertThat(unknown.awaitExit(Duration.ofMinutes(1))).isEqualTo(1);
            assertThat(unknown.out()).contains("not verified: judge wiener: outputs: no registry has the network file");
        }
    }

    private void assertReports(String campaign, String api) throws IOException, InterruptedException {
        Path out = directory.resolve("report");

        Launcher.call("report", campaign, "--out", out.toString(), api);

        assertThat(out.resolve("report.html"))
                .content()
                .contains("data:image/png;base64,")
                .doesNotContain("type=\"module\"");
        assertThat(out.resolve("paper-table.tex"))
                .content()
                .contains("{wiener} & ", " & untargeted, 5 steps, adam 0.001 & 4 & ");
        assertThat(out.resolve("robustness-curve.csv")).content().contains("untargeted", "targeted");
    }

    private void assertAnswersQueries(String campaign, Path data, String api) throws IOException, InterruptedException {
        String query = "SELECT count(*) AS jobs FROM job_result WHERE campaign_id = '" + campaign + "'";
        assertThat(Launcher.call("sql", "--data", data.toString(), "-c", query).lines())
                .containsExactly("jobs", "   2");
        Launcher.Ended writing =
                Launcher.execute("sql", "--data", data.toString(), "-c", "CREATE TABLE mine (id integer)");
        assertThat(writing.status()).isEqualTo(1);
        assertThat(writing.said()).contains("read-only transaction");
        Path csv = directory.resolve("results.csv");
        Launcher.call("results", campaign, "--format", "csv", "--out", csv.toString(), api);
        assertThat(csv).content().startsWith("campaign_id,campaign,ordinal,job_id");
        assertThat(Launcher.run(directory, "results", campaign, "--format", "csv", api))
                .isEqualTo(Files.readString(csv));
        assertThat(Launcher.call("results", campaign, "--sort", "damage", "--limit", "1", api)
                        .lines())
                .hasSize(3);
    }

    /**
     * What Ctrl-C sends; or TERM where this test itself was started with INT ignored, as a shell starts what it puts
     * into the background: children inherit that, and a JVM keeps to it.
     */
    private static String interrupt() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "INT";
        }
        String ignored = Files.readString(status).replaceAll("(?s).*SigIgn:\\s*(\\p{XDigit}+).*", "$1");
        boolean ignoresInterrupts = (Long.parseUnsignedLong(ignored, 16) & 0b10) != 0;
        return ignoresInterrupts ? "TERM" : "INT";
    }
}
