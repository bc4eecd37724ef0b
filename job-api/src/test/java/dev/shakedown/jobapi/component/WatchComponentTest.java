package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.JobProgress;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class WatchComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void followsACampaignFromExpandingToFinished() {
        String id = submit("watched");

        Response expanding = status(id);
        assertThat(expanding.statusCode()).isEqualTo(200);
        assertThat(expanding.<String>path("state")).isEqualTo("EXPANDING");
        assertThat(expanding.<Integer>path("jobs")).isEqualTo(4);
        assertThat(expanding.<Integer>path("steps")).isEqualTo(1000);

        TestEnvironment.RESULT_STORE.count(id, 4, 4, 1, 0);
        await().atMost(SOON).until(() -> {
            // What is said before job-api begins to listen is lost; workers say more.
            TestEnvironment.publish(Topics.PROGRESS, "job-1", progress("job-1", id, 10));
            TestEnvironment.publish(Topics.PROGRESS, "job-1", progress("job-1", id, 60));
            return status(id).<Integer>path("stepsDone") == 310;
        });
        assertThat(status(id).<String>path("state")).isEqualTo("RUNNING");
        assertThat(status(id).<List<Integer>>path("running.step")).containsExactly(60);

        TestEnvironment.publish(Topics.RESULTS, "job-1", Map.of("jobId", "job-1"));
        await().atMost(SOON).until(() -> status(id).<List<?>>path("running").isEmpty());

        TestEnvironment.RESULT_STORE.count(id, 4, 4, 3, 1);
        assertThat(status(id).<String>path("state")).isEqualTo("FINISHED");
        assertThat(status(id).<Integer>path("failed")).isEqualTo(1);
        assertThat(status(id).<Integer>path("stepsDone")).isEqualTo(1000);
    }

    @Test
    void knowsNoCampaignThatWasNotSubmitted() {
        Response response = status("0123456789abcdef01234567");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.asString())
                .isEqualTo("{\"type\":\"urn:shakedown:problem:not-found\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"There is no campaign 0123456789abcdef01234567\"}");
    }

    @Test
    void cannotCountWhileTheResultStoreIsAway() {
        String id = submit("uncounted");

        TestEnvironment.RESULT_STORE.stop();
        Response response;
        try {
            response = status(id);
        } finally {
            TestEnvironment.RESULT_STORE.start();
        }

        assertThat(response.statusCode()).isEqualTo(503);
    }

    private static JobProgress progress(String job, String campaign, int step) {
        return new JobProgress(JobProgress.SCHEMA, job, campaign, step, 250, Double.NaN, "worker", Instant.now());
    }

    private static String submit(String name) {
        String photograph = given().body(Documents.png(64, 48, 1))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
        return given().contentType("application/yaml")
                .body(Documents.campaign(name, photograph).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns")
                .path("id");
    }

    private static Response status(String id) {
        return given().get("/api/v1/campaigns/" + id);
    }
}
