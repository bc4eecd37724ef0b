package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.cli.system.SpanCollector.Collected;
import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a job: its trace through all services, and log lines that carry its id. */
class TraceIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration EXPORT = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void followsEveryJobFromItsSubmissionToItsStoredResult() throws IOException, InterruptedException {
        Path campaign = TinyCampaign.write(directory);
        Path data = directory.resolve("data");
        String port = Integer.toString(LoopbackPorts.consecutive(3));

        try (SpanCollector collector = new SpanCollector()) {
            Map<String, String> environment = new HashMap<>(collector.environment());
            environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true");
            try (Launcher up =
                    Launcher.start(directory, environment, "up", "--data", data.toString(), "--http-port", port)) {
                up.awaitLine("ready", START);
                Launcher.call("submit", campaign.toString(), "--wait", "--api=http://127.0.0.1:" + port);

                assertThat(Launcher.await(() -> resultsStored(collector) == TinyCampaign.JOBS, EXPORT))
                        .as("spans: %s", collector.spans())
                        .isTrue();
                up.signal("TERM");
                up.awaitExit(Duration.ofMinutes(1));
            }

            List<Collected> spans = collector.spans();
            Collected post = only(spans, "shakedown-job-api", "POST /api/v1/campaigns");
            Collected expand = only(spans, "shakedown-job-api", "expand");
            assertThat(post.isRoot()).isTrue();
            assertThat(expand.isUnder(post)).isTrue();
            List<Collected> legs =
                    spans.stream().filter(span -> span.name().equals("attack")).toList();
            assertThat(legs).hasSize(TinyCampaign.JOBS).allMatch(leg -> leg.isUnder(expand));
            for (Collected leg : legs) {
                List<Collected> below =
                        spans.stream().filter(span -> span.isUnder(leg)).toList();
                assertThat(below).extracting(Collected::name).contains("prepare", "evaluate", "publish", "store");
                assertLogged(data, leg.attribute("shakedown.job.id"), traceOf(leg));
            }
        }
    }

    private static long resultsStored(SpanCollector collector) {
        return collector.spans().stream()
                .filter(span -> span.name().equals("store"))
                .filter(span -> span.attribute("messaging.destination.name").equals("shakedown.results"))
                .count();
    }

    private static void assertLogged(Path data, String job, String trace) throws IOException {
        Path log = data.resolve("logs/worker-1.log");
        ObjectMapper json = new ObjectMapper();
        boolean ended = false;
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith("{")) {
                JsonNode entry = json.readTree(line);
                JsonNode context = entry.path("mdc");
                ended |= entry.path("message").asText().contains("succeeded")
                        && context.path("jobId").asText().equals(job)
                        && context.path("traceId").asText().equals(trace);
            }
        }
        assertThat(ended)
                .as("job %s, trace %s in %s", job, trace, Files.readString(log))
                .isTrue();
    }

    private static String traceOf(Collected leg) {
        StringBuilder hex = new StringBuilder();
        for (byte b : leg.span().getTraceId().toByteArray()) {
            hex.append("%02x".formatted(b));
        }
        return hex.toString();
    }

    private static Collected only(List<Collected> spans, String service, String name) {
        assertThat(spans)
                .filteredOn(span -> span.service().equals(service))
                .anyMatch(span -> span.name().equals(name));
        return spans.stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .reduce((first, second) -> {
                    throw new AssertionError("more than one span " + name);
                })
                .orElseThrow();
    }
}
