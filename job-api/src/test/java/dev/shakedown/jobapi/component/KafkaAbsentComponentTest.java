package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KafkaAbsentComponentTest.NobodyListens.class)
class KafkaAbsentComponentTest {

    /** Nothing answers on port 1. */
    public static final class NobodyListens implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "shakedown.result-store.url", "http://127.0.0.1:1");
        }
    }

    @Test
    void isUpButNotReady() {
        assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(503);
        assertThat(given().get("/api/v1").statusCode()).isEqualTo(200);
    }

    @Test
    void acceptsNothing() {
        Response submission = given().body(
                        Documents.campaign("demo", "a".repeat(64)).getBytes(StandardCharsets.UTF_8))
                .contentType("application/yaml")
                .post("/api/v1/campaigns");
        Response status = given().get("/api/v1/campaigns/0123456789abcdef01234567");

        assertThat(submission.statusCode()).isEqualTo(503);
        assertThat(submission.<String>path("type")).isEqualTo("urn:shakedown:problem:unavailable");
        assertThat(status.statusCode()).isEqualTo(503);
        assertThat(status.<String>path("detail")).isEqualTo("Kafka does not answer");
    }
}
