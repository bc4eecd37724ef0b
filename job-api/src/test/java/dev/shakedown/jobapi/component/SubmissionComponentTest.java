package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SubmissionComponentTest {

    private static final String YAML = "application/yaml";

    private String photograph;

    @BeforeEach
    void uploadAPhotograph() {
        photograph = upload(1);
    }

    @Test
    void turnsADocumentIntoRequestsOnKafka() throws IOException {
        Response response = submit(Documents.campaign("to-requests", photograph));

        assertThat(response.statusCode()).isEqualTo(202);
        SubmittedCampaign campaign = read(response);
        assertThat(campaign.jobs()).isEqualTo(4);
        assertThat(response.header("Location")).endsWith("/api/v1/campaigns/" + campaign.id());
        List<AttackRequest> requests = awaitRequests(campaign.id(), 4);
        assertThat(requests).extracting(AttackRequest::ordinal).containsExactly(0L, 1L, 2L, 3L);
        assertThat(requests)
                .extracting(request -> request.network().id())
                .containsExactly("wiener", "wiener", "mprnet", "mprnet");
        assertThat(requests).extracting(AttackRequest::budget).containsExactly(4.0, 8.0, 4.0, 8.0);
        assertThat(keys(campaign.id())).containsOnly("wiener|64x48|0", "mprnet|64x48|0");
    }

    @Test
    void publishesNothingWhenTheSameDocumentComesAgain() throws IOException {
        String document = Documents.campaign("twice", photograph);
        SubmittedCampaign first = read(submit(document));
        awaitRequests(first.id(), 4);

        Response again = submit(document);
        Response normalised = given().contentType("application/json")
                .body(TestEnvironment.JSON.writeValueAsBytes(first.campaign()))
                .post("/api/v1/campaigns");

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(normalised.statusCode()).isEqualTo(200);
        assertThat(read(again)).isEqualTo(first);
        assertThat(read(normalised)).isEqualTo(first);
        assertThat(campaignRecords(first.id())).isEqualTo(1);
        assertThat(awaitRequests(first.id(), 4)).hasSize(4);
    }

    @Test
    void publishesOnceWhenTheSameDocumentComesManyTimesAtOnce() {
        String document = Documents.campaign("at-once", photograph);

        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> submit(document).statusCode())
                .toList();

        assertThat(statuses).containsOnly(200, 202).containsOnlyOnce(202);
    }

    @Test
    void refusesAnAliasBomb() {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";

        String problem = submit(bomb)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .extract()
                .asString();

        assertThat(problem)
                .isEqualTo("{\"type\":\"urn:shakedown:problem:unreadable-document\","
                        + "\"title\":\"The document cannot be read\",\"status\":400,"
                        + "\"detail\":\"The document has an anchor (a); write the value out (line 1, column 4)\"}");
    }

    @Test
    void refusesADocumentOfMoreThanAMebibyte() {
        String large = "#" + "x".repeat(1024 * 1024);

        submit(large).then().statusCode(400).contentType("application/problem+json");
        assertThat(submit(large).<String>path("detail")).isEqualTo("The document is larger than 1048576 bytes");
    }

    @Test
    void namesEveryViolation() {
        String document = Documents.campaign("bad", photograph)
                .replace("wiener", "weiner")
                .replace("{type: untargeted}", "{type: untargeted, steps: -5}");

        String problem = submit(document)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .extract()
                .asString();

        assertThat(problem)
                .isEqualTo("{\"type\":\"urn:shakedown:problem:invalid-campaign\","
                        + "\"title\":\"The campaign is not valid\",\"status\":422,"
                        + "\"detail\":\"2 problems; first: networks[0]: weiner: must be one of the networks that"
                        + " workers serve: mprnet, wiener; did you mean wiener?\","
                        + "\"violations\":[{\"field\":\"networks[0]\",\"value\":\"weiner\",\"expected\":\"one of the"
                        + " networks that workers serve: mprnet, wiener; did you mean wiener?\"},"
                        + "{\"field\":\"attacks[0].steps\",\"value\":\"-5\","
                        + "\"expected\":\"a whole number from 1 to 100000\"}]}");
    }

    @Test
    void refusesAnImageThatNobodyUploaded() {
        Response response = submit(Documents.campaign("nowhere", "e".repeat(64)));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.<List<String>>path("violations.field")).containsExactly("images[0].sha256");
    }

    @Test
    void asksTheResultStoreOnceAboutAllUploadsOfACampaign() throws IOException {
        String images = IntStream.range(0, 50)
                .mapToObj(i -> "{name: image-%d, sha256: %s}".formatted(i, upload(100 + i)))
                .collect(Collectors.joining(", "));
        String document = """
                name: fifty-uploads
                images: [%s]
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 1.0}}]
                networks: [mprnet]
                attacks: [{type: untargeted}]
                budgets: [4]
                """.formatted(images);
        int blobRequests = TestEnvironment.RESULT_STORE.blobRequests();
        int descriptionRequests = TestEnvironment.RESULT_STORE.descriptionRequests();

        Response response = submit(document);

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        assertThat(read(response).jobs()).isEqualTo(50);
        assertThat(TestEnvironment.RESULT_STORE.descriptionRequests() - descriptionRequests)
                .isEqualTo(1);
        assertThat(TestEnvironment.RESULT_STORE.blobRequests()).isEqualTo(blobRequests);
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://evil.example", "Origin, null", "Host, evil.example"})
    void takesNothingFromAPageOfAnotherSite(String header, String value) {
        Response response = given().header(header, value)
                .contentType(YAML)
                .body(Documents.campaign("foreign", photograph).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns");

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.<String>path("type")).isEqualTo("urn:shakedown:problem:foreign-caller");
        assertThat(response.<String>path("detail")).startsWith(header + ": " + value + ": must be ");
    }

    @Test
    void acceptsNothingWhileTheResultStoreIsAway() {
        TestEnvironment.RESULT_STORE.stop();
        Response response;
        try {
            response = submit(Documents.campaign("away", photograph));
        } finally {
            TestEnvironment.RESULT_STORE.start();
        }

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.<String>path("type")).isEqualTo("urn:shakedown:problem:unavailable");
        assertThat(submit(Documents.campaign("away", photograph)).statusCode()).isEqualTo(202);
    }

    private static String upload(long seed) {
        return given().body(Documents.png(64, 48, seed))
                .contentType("image/png")
                .post("/api/v1/images")
                .then()
                .statusCode(201)
                .extract()
                .path("sha256");
    }

    private static Response submit(String document) {
        return given().contentType(YAML)
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns");
    }

    /** The campaign of an answer, which has warnings beside it. */
    private static SubmittedCampaign read(Response response) throws IOException {
        ObjectNode answer = (ObjectNode) TestEnvironment.JSON.readTree(response.asByteArray());
        assertThat(answer.remove("warnings")).isEmpty();
        return TestEnvironment.JSON.treeToValue(answer, SubmittedCampaign.class);
    }

    private static List<AttackRequest> awaitRequests(String campaignId, int count) throws IOException {
        await().atMost(Duration.ofMinutes(1)).until(() -> requests(campaignId).size() >= count);
        return requests(campaignId);
    }

    private static List<AttackRequest> requests(String campaignId) throws IOException {
        List<AttackRequest> requests = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(Topics.REQUESTS)) {
            AttackRequest request = TestEnvironment.JSON.readValue(received.value(), AttackRequest.class);
            if (request.campaignId().equals(campaignId)) {
                requests.add(request);
            }
        }
        requests.sort(Comparator.comparing(AttackRequest::ordinal));
        return requests;
    }

    private static List<String> keys(String campaignId) {
        return TestEnvironment.records(Topics.REQUESTS).stream()
                .filter(received -> new String(received.value(), StandardCharsets.UTF_8).contains(campaignId))
                .map(ConsumerRecord::key)
                .toList();
    }

    private static long campaignRecords(String id) {
        return TestEnvironment.records(Topics.CAMPAIGNS).stream()
                .filter(received -> received.key().equals(id))
                .count();
    }
}
