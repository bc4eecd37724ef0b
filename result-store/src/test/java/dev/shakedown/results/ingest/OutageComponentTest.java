package dev.shakedown.results.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.shakedown.embedded.EmbeddedDatabase;
import dev.shakedown.results.fixture.Eventually;
import dev.shakedown.results.fixture.Messages;
import dev.shakedown.results.fixture.RealServices;
import dev.shakedown.results.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class OutageComponentTest {

    @Inject
    TopicWriter topics;

    @ConfigProperty(name = "test.database.directory")
    Path directory;

    @ConfigProperty(name = "test.database.port")
    int port;

    @Test
    void nothingIsLostWhilePostgresIsAway() throws Exception {
        String id = "outage";
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
        topics.write(Messages.campaign(id, 40));
        write(id, 0, 10);
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", id).then().body("known", equalTo(10)));

        write(id, 10, 20);
        kill();
        write(id, 20, 40);

        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'ingest' }.status", equalTo("DOWN")));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/api/v1/campaigns/{id}", id)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:unavailable"));

        EmbeddedDatabase again = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory, port));

        assertThat(again.port()).isEqualTo(port);
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", id)
                .then()
                .statusCode(200)
                .body("known", equalTo(40))
                .body("failed", equalTo(40)));
        Eventually.holds(
                () -> given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("schema")));
    }

    private void write(String campaignId, int from, int to) {
        for (int ordinal = from; ordinal < to; ordinal++) {
            topics.write(Messages.request(campaignId, ordinal));
            topics.write(Messages.failure(campaignId, Messages.jobId(campaignId, ordinal)));
        }
    }

    private void kill() throws Exception {
        String pid = Files.readAllLines(directory.resolve("cluster").resolve("postmaster.pid"))
                .get(0);
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid.trim())).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().get(10, TimeUnit.SECONDS);
    }
}
