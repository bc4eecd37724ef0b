package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.service.access.TestIssuer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(SecurityComponentTest.Secured.class)
@WithTestResource(TestEnvironment.class)
class SecurityComponentTest {

    private static final Path TOKEN_FILE = TestIssuer.publicKey().resolveSibling("token");
    private static final String UNKNOWN = "0123456789abcdef01234567";

    /** As in production, with few requests a minute. */
    public static final class Secured implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(TestIssuer.securedSettings());
            settings.put("shakedown.result-store.token-file", TOKEN_FILE.toString());
            return settings;
        }
    }

    @Test
    void withoutAValidTokenNothingIsAnswered() {
        List<RequestSpecification> callers = List.of(
                given(),
                bearer("nonsense"),
                bearer(TestIssuer.forged("eve", "admin")),
                bearer(TestIssuer.expired("ann", "admin")));

        for (RequestSpecification caller : callers) {
            Response answer = caller.get("/api/v1/networks");

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.contentType()).isEqualTo("application/problem+json");
            assertThat(answer.<String>path("type")).isEqualTo("urn:shakedown:problem:unauthenticated");
            assertThat(answer.asString()).doesNotContain("eyJ");
        }
        assertThat(given().post("/api/v1/campaigns/" + UNKNOWN + "/pause").statusCode())
                .isEqualTo(401);
    }

    @Test
    void scriptsOfThePagesMayCallAndThoseOfOtherSitesMayNot() {
        String pages = "http://results.example:8081";
        String path = "/api/v1/campaigns/" + UNKNOWN + "/pause";

        Response question = given().header("Origin", pages)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization")
                .options(path);
        Response action = bearer(TestIssuer.token("ben", "submit"))
                .header("Origin", pages)
                .post(path);
        Response tokenless = given().header("Origin", pages).post(path);
        Response foreign = bearer(TestIssuer.token("ben", "submit"))
                .header("Origin", "https://evil.example")
                .post(path);

        assertThat(question.statusCode()).isEqualTo(204);
        assertThat(question.header("Access-Control-Allow-Origin")).isEqualTo(pages);
        assertThat(question.header("Access-Control-Allow-Headers")).contains("Authorization");
        assertThat(action.statusCode()).isEqualTo(404);
        assertThat(action.header("Access-Control-Allow-Origin")).isEqualTo(pages);
        assertThat(tokenless.statusCode()).isEqualTo(401);
        assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
        assertThat(given().header("Origin", "https://evil.example")
                        .header("Access-Control-Request-Method", "POST")
                        .options(path)
                        .header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void whoMayReadMayNotSubmit() {
        String token = TestIssuer.token("ann", "read");

        assertThat(bearer(token).get("/api/v1").statusCode()).isEqualTo(200);
        assertThat(bearer(token).get("/api/v1/networks").statusCode()).isEqualTo(200);
        assertThat(bearer(token).get("/api/v1/campaigns").statusCode()).isEqualTo(200);
        for (Response refusal : List.of(
                submission(token),
                bearer(token).body(new byte[] {1}).post("/api/v1/images"),
                bearer(token).body(new byte[] {1}).post("/api/v1/kernels"),
                bearer(token).post("/api/v1/campaigns/" + UNKNOWN + "/cancel"))) {
            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.contentType()).isEqualTo("application/problem+json");
            assertThat(refusal.<String>path("type")).isEqualTo("urn:shakedown:problem:forbidden");
            assertThat(refusal.<String>path("detail")).isEqualTo("This call needs the role submit");
        }
    }

    @Test
    void whoMaySubmitMayReadButNeitherRequeueNorWithdraw() {
        String token = TestIssuer.token("ben", "submit");

        assertThat(submission(token).statusCode()).isEqualTo(400);
        assertThat(bearer(token).post("/api/v1/campaigns/" + UNKNOWN + "/pause").statusCode())
                .isEqualTo(404);
        assertThat(bearer(token).get("/api/v1/networks").statusCode()).isEqualTo(200);
        for (Response refusal : List.of(requeue(token), bearer(token).delete("/api/v1/networks/nobody"))) {
            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.<String>path("detail")).isEqualTo("This call needs the role admin");
        }
    }

    @Test
    void anAdministratorMayDoEverything() {
        String token = TestIssuer.token("cleo", "admin");

        assertThat(requeue(token).statusCode()).isEqualTo(400);
        assertThat(bearer(token).delete("/api/v1/networks/nobody").statusCode()).isEqualTo(404);
        assertThat(submission(token).statusCode()).isEqualTo(400);
        assertThat(bearer(token).get("/api/v1/networks").statusCode()).isEqualTo(200);
    }

    @Test
    void theResultStoreIsShownTheTokenThatTheFileHoldsNow() throws IOException {
        for (String own : List.of("first.a.b", "second.token.b")) {
            Files.writeString(TOKEN_FILE, own + "\n");

            Response stored = bearer(TestIssuer.token("eli", "submit"))
                    .contentType("text/plain")
                    .body("0 0 0\n0 1 0\n0 0 0\n")
                    .post("/api/v1/kernels?format=text");

            assertThat(stored.statusCode()).as(stored.asString()).isEqualTo(201);
            assertThat(TestEnvironment.RESULT_STORE.authorization()).isEqualTo("Bearer " + own);
        }
    }

    @Test
    void groupsThatAreNoRolesAllowNothing() {
        assertThat(bearer(TestIssuer.token("dan", "everyone"))
                        .get("/api/v1/networks")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"admin\"", "7", "true", "{\"admin\": true}", "[7]", "[[\"admin\"]]", "null", "[null]"})
    void aTokenWhoseGroupsAreNoArrayOfTextsIsNotValid(String groups) {
        Response answer = bearer(TestIssuer.withGroups(groups)).get("/api/v1/networks");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.<String>path("type")).isEqualTo("urn:shakedown:problem:unauthenticated");
    }

    @Test
    void aTokenWithGroupsAsAnArrayIsValid() {
        assertThat(bearer(TestIssuer.withGroups("[\"everyone\", \"read\"]"))
                        .get("/api/v1/networks")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCallerWithoutATokenIsRefusedBeforeItsBody() throws IOException {
        URI service = URI.create(RestAssured.baseURI + ":" + RestAssured.port);
        for (String path : List.of("/api/v1/images", "/api/v1/campaigns", "/api/v1/dead-letters/requeue")) {
            try (Socket socket = new Socket(service.getHost(), service.getPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 1000\r\n\r\n")
                                .formatted(path)
                                .getBytes(StandardCharsets.US_ASCII));

                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(answer).startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void anIdempotencyKeyIsTheClientsOwn() {
        for (String client : List.of("key-ann", "key-ben")) {
            String token = TestIssuer.token(client, "submit");
            String image = bearer(token)
                    .contentType("image/png")
                    .body(Documents.png(64, 48, client.hashCode()))
                    .post("/api/v1/images")
                    .path("sha256");

            Response submitted = bearer(token)
                    .contentType("application/yaml")
                    .header("Idempotency-Key", "shared")
                    .body(Documents.campaign(client, image).getBytes(StandardCharsets.UTF_8))
                    .post("/api/v1/campaigns");

            assertThat(submitted.statusCode()).as(submitted.asString()).isEqualTo(202);
        }
    }

    @Test
    void healthMetricsAndTheSchemaStayOpen() {
        assertThat(given().get("/api/v1/campaign.schema.json").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/metrics").statusCode()).isEqualTo(200);
        assertThat(given().get("/q/openapi").asString()).contains("securitySchemes", "security:");
    }

    @Test
    void whoSubmitsTooOftenIsToldWhenToComeBack() {
        String token = TestIssuer.token("hasty", "submit");
        for (int i = 0; i < 5; i++) {
            assertThat(submission(token).statusCode()).isEqualTo(400);
        }

        Response refusal = submission(token);

        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.<String>path("type")).isEqualTo("urn:shakedown:problem:too-many-requests");
        assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(1, 12);
        assertThat(bearer(token).get("/api/v1/networks").statusCode()).isEqualTo(200);
        assertThat(submission(TestIssuer.token("patient", "submit")).statusCode())
                .isEqualTo(400);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static Response submission(String token) {
        return bearer(token).contentType("application/json").body("{").post("/api/v1/campaigns");
    }

    private static Response requeue(String token) {
        return bearer(token).contentType("application/json").body("{}").post("/api/v1/dead-letters/requeue");
    }
}
