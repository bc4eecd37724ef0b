package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.service.access.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StoreSecurityComponentTest.Secured.class)
@QuarkusTestResource(RealServices.class)
class StoreSecurityComponentTest {

    /** SHA-256 of the bytes "abc". */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    /** As in production, with few requests a minute. */
    public static class Secured implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestIssuer.securedSettings();
        }
    }

    /** On a busy machine the first connections to PostgreSQL take longer than a call waits. */
    @BeforeEach
    void awaitReadiness() {
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void withoutAValidTokenNothingIsAnswered() {
        List<RequestSpecification> callers = List.of(
                given(),
                bearer("nonsense"),
                bearer(TestIssuer.forged("eve", "admin")),
                bearer(TestIssuer.expired("ann", "admin")));

        for (RequestSpecification caller : callers) {
            Response answer = caller.get("/api/v1/campaigns");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.contentType()).startsWith("application/problem+json");
            assertThat(answer.<String>path("type")).isEqualTo("urn:shakedown:problem:unauthenticated");
            assertThat(answer.asString()).doesNotContain("eyJ");
        }
    }

    @Test
    void whoMayReadMayNotStore() {
        String token = TestIssuer.token("ann", "read");

        for (String path : List.of("/campaigns", "/dead-letters", "/step-times?network=" + ABC)) {
            assertThat(bearer(token).get("/api/v1" + path).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
        for (String path : List.of("/jobs/none", "/jobs/none/artifacts/perturbation", "/campaigns/none")) {
            assertThat(bearer(token).get("/api/v1" + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        for (Response refusal : List.of(store(token), states(token))) {
            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.<String>path("type")).isEqualTo("urn:shakedown:problem:forbidden");
            assertThat(refusal.<String>path("detail")).isEqualTo("This call needs the role submit");
        }
    }

    @Test
    void whoMaySubmitMayStoreAndRead() {
        String token = TestIssuer.token("job-api", "submit");

        assertThat(store(token).statusCode()).isIn(200, 201);
        assertThat(states(token).statusCode()).isEqualTo(200);
        assertThat(bearer(token).get("/api/v1/blobs/" + ABC).asString()).isEqualTo("abc");
        assertThat(states(TestIssuer.token("cleo", "admin")).statusCode()).isEqualTo(200);
    }

    @Test
    void whoMaySubmitMayImportBundlesAndAdministratorsRemoveThem() {
        String path = "/api/v1/bundles/" + ABC;
        Response ofReader = bearer(TestIssuer.token("rea", "read")).body("abc").put(path);
        Response ofSubmitter =
                bearer(TestIssuer.token("sue", "submit")).body("abc").put(path);
        Response removal = bearer(TestIssuer.token("sue", "submit")).delete(path);

        assertThat(given().body("abc").put(path).statusCode()).isEqualTo(401);
        assertThat(given().get("/api/v1/bundles").statusCode()).isEqualTo(401);
        assertThat(ofReader.statusCode()).isEqualTo(403);
        assertThat(ofReader.<String>path("detail")).isEqualTo("This call needs the role submit");
        assertThat(ofSubmitter.<String>path("type")).isEqualTo("urn:shakedown:problem:invalid-bundle");
        assertThat(removal.statusCode()).isEqualTo(403);
        assertThat(removal.<String>path("detail")).isEqualTo("This call needs the role admin");
        assertThat(bearer(TestIssuer.token("ada", "admin")).delete(path).statusCode())
                .isEqualTo(404);
        assertThat(bearer(TestIssuer.token("rea", "read"))
                        .get("/api/v1/bundles")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void healthAndMetricsStayOpen() {
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void whoStoresTooOftenIsToldWhenToComeBack() {
        String token = TestIssuer.token("hasty", "submit");
        for (int i = 0; i < 5; i++) {
            assertThat(store(token).statusCode()).isIn(200, 201);
        }

        Response refusal = store(token);

        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.<String>path("type")).isEqualTo("urn:shakedown:problem:too-many-requests");
        assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(1, 12);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static Response store(String token) {
        return bearer(token).contentType("text/plain").body("abc").put("/api/v1/blobs/" + ABC);
    }

    private static Response states(String token) {
        return bearer(token)
                .contentType("application/json")
                .body("{\"jobs\": [\"none\"]}")
                .post("/api/v1/jobs/states");
    }
}
