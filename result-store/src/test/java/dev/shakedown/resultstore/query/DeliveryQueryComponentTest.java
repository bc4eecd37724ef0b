package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What job-api asks of results: many campaigns, many jobs, step times; and dead letters. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class DeliveryQueryComponentTest {

    @Inject
    TopicWriter topics;

    @Inject
    ObjectMapper json;

    @Test
    void manyCampaignsAreAskedForAtOnce() {
        topics.write(Messages.campaign("many-a", 1));
        topics.write(Messages.campaign("many-b", 1));
        topics.write(Messages.campaign("many-c", 1));

        Eventually.holds(() -> given().queryParam("ids", "many-a,many-c,nobody")
                .get("/api/v1/campaigns")
                .then()
                .statusCode(200)
                .body("id", containsInAnyOrder("many-a", "many-c")));
        given().queryParam("ids", String.join(",", ids(500)))
                .get("/api/v1/campaigns")
                .then()
                .statusCode(200)
                .body("$", empty());
    }

    @Test
    void tooManyOrEmptyIdsAreAProblem() {
        isInvalid(
                given().queryParam("ids", String.join(",", ids(501)))
                        .get("/api/v1/campaigns")
                        .then(),
                "ids");
        isInvalid(given().queryParam("ids", "").get("/api/v1/campaigns").then(), "ids");
        isInvalid(given().queryParam("ids", "a,,b").get("/api/v1/campaigns").then(), "ids");
    }

    @Test
    void jobsThatHaveEndedAndAreCompleteAreListed() {
        String id = "states";
        Messages.Artifact missing = Messages.artifact(ArtifactKind.KERNEL, 41, 10);
        topics.write(Messages.ofRetry(Messages.failure(id, Messages.jobId(id, 0)), 3));
        topics.write(Messages.success(id, Messages.jobId(id, 1), List.of()));
        topics.write(Messages.success(id, Messages.jobId(id, 2), List.of(missing)));
        List<String> asked =
                IntStream.range(0, 4).mapToObj(i -> Messages.jobId(id, i)).toList();

        Eventually.holds(() -> states(Map.of("jobs", asked))
                .statusCode(200)
                .body("ended", aMapWithSize(2))
                .body(
                        "ended.'" + asked.get(0) + "'",
                        equalTo(Map.of("status", "FAILED", "retry", 3, "askedAgain", false)))
                .body(
                        "ended.'" + asked.get(1) + "'",
                        equalTo(Map.of("status", "SUCCEEDED", "retry", 0, "askedAgain", false))));
        topics.write(Messages.request(id, 0).delivered(new Delivery(4, 4)));
        Eventually.holds(
                () -> states(Map.of("jobs", asked)).body("ended.'" + asked.get(0) + "'.askedAgain", equalTo(true)));
        states(Map.of("jobs", List.of())).statusCode(200).body("ended", aMapWithSize(0));
        states(Map.of("jobs", ids(5000))).statusCode(200);
    }

    @Test
    void aQuestionForJobsThatMakesNoSenseIsAProblem() {
        isInvalid(states(Map.of("jobs", ids(5001))), "jobs");
        isInvalid(states(Map.of("jobs", "x")), "jobs");
        isInvalid(states(Map.of()), "jobs");
        isInvalid(states(List.of()), "jobs");
        isInvalid(states(Map.of("jobs", List.of("a", 1))), "jobs[1]");
        isInvalid(states("{\"jobs\": ["), "body");
        states("{\"jobs\": [\"\\u0000\"]}").statusCode(400);
        states("[" + " ".repeat(1024 * 1024) + "]")
                .statusCode(413)
                .body("type", equalTo("urn:shakedown:problem:too-large"));
    }

    @Test
    void theMedianStepTimeIsByNetworkAndSize() {
        String id = "step-times";
        NetworkRef network = new NetworkRef("timed", Messages.digest("timed"));
        for (int i = 0; i < 3; i++) {
            topics.write(Messages.success(id, Messages.jobId(id, i), List.of()));
            topics.write(Messages.request(id, i, network));
        }

        Eventually.holds(() -> given().queryParam("network", network.sha256())
                .get("/api/v1/step-times")
                .then()
                .statusCode(200)
                .body("network", contains(network.sha256()))
                .body("width", contains(64))
                .body("height", contains(48))
                .body("secondsPerStep", contains(0.0125f))
                .body("jobs", contains(3)));
        given().queryParam("network", Messages.digest("nobody"))
                .get("/api/v1/step-times")
                .then()
                .statusCode(200)
                .body("$", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?network=", "?network=wiener", "?network=ABC"})
    void aNetworkThatIsNoHashIsAProblem(String query) {
        isInvalid(given().get("/api/v1/step-times" + query).then(), "network");
    }

    @Test
    void deadLettersComeAPageAtATimeAsTheyWere() throws Exception {
        String id = "letters";
        DeadLetter first = Messages.deadLetter(id, Messages.jobId(id, 0), 100);
        topics.write(first);
        topics.write(first);
        topics.write(Messages.deadLetter(id, Messages.jobId(id, 1), 101));
        topics.write(Messages.deadLetter(null, null, 102));

        Eventually.holds(() -> letters("campaign", id).body("deadLetters", hasSize(2)));
        Map<?, ?> page = json.readValue(
                given().get("/api/v1/dead-letters?limit=1&campaign=" + id).asString(), Map.class);
        Map<?, ?> shown = (Map<?, ?>) ((List<?>) page.get("deadLetters")).get(0);
        assertThat(json.convertValue(shown.get("deadLetter"), DeadLetter.class)).isEqualTo(first);
        assertThat(page.get("next")).isEqualTo(shown.get("id"));
        given().get("/api/v1/dead-letters?limit=1&campaign={c}&after={next}", id, page.get("next"))
                .then()
                .body("deadLetters.deadLetter.offset", contains(101))
                .body("next", nullValue());
        letters("job", Messages.jobId(id, 1)).body("deadLetters.deadLetter.offset", contains(101));
        letters("job", "nobody").body("deadLetters", empty()).body("next", nullValue());
        Eventually.holds(() -> letters("limit", "500")
                .body("deadLetters.deadLetter.findAll { it.offset == 102 }.code", contains("unreadable")));
    }

    @ParameterizedTest
    @CsvSource({"limit, 0", "limit, 501", "limit, x", "after, -2", "after, x"})
    void aPageOfDeadLettersThatMakesNoSenseIsAProblem(String parameter, String value) {
        isInvalid(
                given().queryParam(parameter, value).get("/api/v1/dead-letters").then(), parameter);
    }

    private static ValidatableResponse letters(String parameter, String value) {
        return given().queryParam(parameter, value)
                .get("/api/v1/dead-letters")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse states(Object body) {
        return given().contentType("application/json")
                .body(body)
                .post("/api/v1/jobs/states")
                .then();
    }

    private static void isInvalid(ValidatableResponse answer, String field) {
        answer.statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:invalid-parameter"))
                .body("violations[0].field", equalTo(field));
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "id-" + i).toList();
    }
}
