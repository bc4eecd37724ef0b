package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.campaign.TestNetworks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ServiceComponentTest {

    @Test
    void saysWhereTheResultStoreIs() {
        assertThat(given().get("/api/v1").asString())
                .isEqualTo("{\"name\":\"shakedown\",\"resultStore\":\"http://results.example:8081\"}");
    }

    @Test
    void listsTheNetworksThatAreAnnounced() {
        assertThat(networks()).containsExactly("mprnet", "wiener");

        TestEnvironment.announce(TestNetworks.network("anew", NetworkCard.Kind.BLIND, 2));
        await().atMost(Duration.ofSeconds(10)).until(() -> networks().equals(List.of("anew", "mprnet", "wiener")));

        TestEnvironment.publish(Topics.NETWORKS, "anew", null);
        await().atMost(Duration.ofSeconds(10)).until(() -> networks().equals(List.of("mprnet", "wiener")));
    }

    @Test
    void isReadyAndMeasured() {
        Response ready = given().get("/q/health/ready");
        assertThat(ready.statusCode()).as(ready.asString()).isEqualTo(200);
        assertThat(ready.asString()).contains("Kafka answers, and campaigns and networks have been read");
        assertThat(given().get("/q/metrics").asString()).contains("shakedown_jobs_running");
    }

    @Test
    void describesItself() {
        String description = given().get("/q/openapi").asString();

        assertThat(description)
                .contains("/api/v1/campaigns/{id}", "/api/v1/kernels", "urn:shakedown:problem:invalid-campaign")
                .contains("Submit a campaign", "application/yaml");
        assertThat(given().accept("application/json")
                        .get("/q/openapi?format=JSON")
                        .<String>path("paths.'/api/v1/campaigns/{id}'.get.responses.'404'.content"
                                + ".'application/problem+json'.schema.'$ref'"))
                .isEqualTo("#/components/schemas/Problem");
        assertThat(given().get("/q/swagger-ui/").statusCode()).isEqualTo(200);
    }

    @Test
    void answersWithProblemDocumentsEverywhere() {
        Response nowhere = given().get("/api/v1/nothing");
        Response wrongMethod = given().delete("/api/v1/networks");
        Response wrongType = given().contentType("text/csv").body("a").post("/api/v1/campaigns");

        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.asString())
                .isEqualTo("{\"type\":\"urn:shakedown:problem:not-found\",\"title\":\"Not found\",\"status\":404,"
                        + "\"detail\":\"There is nothing at this address\"}");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.<String>path("title")).isEqualTo("Method Not Allowed");
        assertThat(wrongType.statusCode()).isEqualTo(415);
        for (Response response : List.of(nowhere, wrongMethod, wrongType)) {
            assertThat(response.contentType()).isEqualTo("application/problem+json");
        }
    }

    private static List<String> networks() {
        return given().get("/api/v1/networks").path("card.name");
    }
}
