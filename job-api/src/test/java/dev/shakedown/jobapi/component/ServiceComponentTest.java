package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ServiceComponentTest {

    @Test
    void saysWhereTheResultStoreIs() {
        assertThat(given().get("/api/v1").asString())
                .isEqualTo("{\"name\":\"shakedown\",\"resultStore\":\"http://results.example:8081\"}");
    }

    @Test
    void hasTheSchemaOfACampaignForEditors() {
        Response answer = given().get("/api/v1/campaign.schema.json");

        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.<String>path("title")).isEqualTo("Shakedown campaign");
        assertThat(answer.<List<String>>path("definitions.attack.properties.type.enum"))
                .contains("targeted");
    }

    @Test
    void leadsBrowsersToThePages() {
        Response answer = given().redirects().follow(false).get("/");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("http://results.example:8081");
    }

    @Test
    void listsTheNetworksThatAreAnnounced() {
        assertThat(networks()).containsExactly("mprnet", "wiener");

        TestEnvironment.announce(ServedTestNetworks.network("added", NetworkCard.Kind.BLIND, 2));
        await().atMost(Duration.ofMinutes(1)).until(() -> networks().equals(List.of("added", "mprnet", "wiener")));

        TestEnvironment.publish(Topics.NETWORKS, "added", null);
        await().atMost(Duration.ofMinutes(1)).until(() -> networks().equals(List.of("mprnet", "wiener")));
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
                .contains("Submit a campaign", "application/yaml")
                .doesNotContain("securitySchemes", "security:");
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

    @Test
    void namesTheMethodsOfAnAddress() {
        String campaigns = "GET, HEAD, OPTIONS, POST";

        assertThat(given().options("/api/v1/campaigns").header("Allow")).isEqualTo(campaigns);
        assertThat(given().delete("/api/v1/campaigns").header("Allow")).isEqualTo(campaigns);
        assertThat(given().get("/api/v1/campaigns/a/pause").header("Allow")).isEqualTo("OPTIONS, POST");
        assertThat(given().delete("/api/v1").header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(given().options("/api/v1/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jobs\": 5} | jobs: 5: must be an array of 1 to 1000 ids",
                "{\"jobs\": []} | jobs: 0 ids: must be an array of 1 to 1000 ids",
                "{\"jobs\": [\"a\", 7]} | jobs[1]: 7: must be the id of a job, as text",
                "{\"campaign\": [1]} | campaign: [1]: must be the id of a campaign, as text",
                "{\"all\": \"yes\"} | all: \"yes\": must be true",
                "{\"all\": true, \"jobs\": [\"a\"]} | body: ",
                "[1] | body: [1]: must be one of",
                "{ | body: {: must be JSON"
            })
    void aRequeueOfWrongTypesIsAProblemDocument(String body, String detail) {
        Response answer = given().contentType("application/json").body(body).post("/api/v1/dead-letters/requeue");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.<String>path("type")).isEqualTo("urn:shakedown:problem:invalid-parameter");
        assertThat(answer.<String>path("detail")).startsWith(detail);
    }

    /** The metrics take a limited number of addresses, and need no token. */
    @Test
    void addressesThatDoNotExistUseUpNoMetrics() {
        for (int i = 0; i < 30; i++) {
            given().options("/api/v1/campaigns/odd-" + i);
            given().request("TRACE", "/api/v1/campaigns/odd-" + i);
            given().delete("/api/v1/campaigns/odd-" + i);
            given().get("/odd-" + i);
            given().post("/q/odd-" + i);
        }

        String metrics = given().accept("text/plain").get("/q/metrics").asString();

        assertThat(metrics).contains("uri=\"/unmatched\"").doesNotContain("odd-");
    }

    private static List<String> networks() {
        return given().get("/api/v1/networks").path("card.name");
    }
}
