package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @ConfigProperty(name = "test.broker.directory")
    Path brokerDirectory;

    @ConfigProperty(name = "test.broker.pid")
    long brokerPid;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void recordsFlowAgainWhenTheBrokerIsBack() throws Exception {
        String id = "broker-outage";
        topics.write(Messages.campaign(id, 20));
        write(id, 0, 10);
        Eventually.holds(() ->
                given().get("/api/v1/campaigns/{id}", id).then().statusCode(200).body("failed", equalTo(10)));

        kill(brokerPid);

        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'ingest' }.data.connected", equalTo(false)));
        given().get("/api/v1/campaigns/{id}", id).then().statusCode(200);

        int brokerPort = Integer.parseInt(bootstrapServers.split(":")[1]);
        EmbeddedBroker again = EmbeddedBroker.start(new EmbeddedBroker.Options(brokerDirectory, brokerPort));

        assertThat(again.bootstrapServers()).isEqualTo(bootstrapServers);
        write(id, 10, 20);
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", id).then().body("failed", equalTo(20)));
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void nothingIsLostWhilePostgresIsAway() throws Exception {
        String id = "outage";
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
        topics.write(Messages.campaign(id, 41));
        AttackRequest small = Messages.request(id, 40);
        List<Artifact> artifacts = List.of(
                Messages.artifact(ArtifactKind.PERTURBATION, 81, 900), Messages.artifact(ArtifactKind.KERNEL, 82, 90));
        write(id, 0, 10);
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", id).then().body("known", equalTo(10)));

        write(id, 10, 20);
        killPostgres();
        write(id, 20, 40);
        topics.write(small);
        topics.write(Messages.success(id, small.jobId(), artifacts), artifacts);

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
                .body("known", equalTo(41))
                .body("succeeded", equalTo(1))
                .body("failed", equalTo(40)));
        for (Artifact artifact : artifacts) {
            given().get(
                            "/api/v1/jobs/{id}/artifacts/{kind}",
                            small.jobId(),
                            artifact.kind().wireName())
                    .then()
                    .statusCode(200);
        }
        Eventually.holds(
                () -> given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("schema")));
    }

    private void write(String campaignId, int from, int to) {
        for (int ordinal = from; ordinal < to; ordinal++) {
            topics.write(Messages.request(campaignId, ordinal));
            topics.write(Messages.failure(campaignId, Messages.jobId(campaignId, ordinal)));
        }
    }

    private void killPostgres() throws Exception {
        Path pidFile = directory.resolve("cluster").resolve("postmaster.pid");
        kill(Long.parseLong(Files.readAllLines(pidFile).get(0).trim()));
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }
}
