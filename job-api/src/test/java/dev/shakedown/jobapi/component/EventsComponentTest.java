package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class EventsComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @TestHTTPResource("/api/v1/campaigns/")
    private URI campaigns;

    @Test
    void streamsTheStatusUntilTheCampaignHasEnded() {
        String id = submit("streamed", 21);
        List<String> lines = new CopyOnWriteArrayList<>();

        CompletableFuture<HttpResponse<Void>> stream = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(campaigns.resolve(id + "/events"))
                                .build(),
                        HttpResponse.BodyHandlers.fromLineSubscriber(new Lines(lines)));
        await().atMost(SOON).until(() -> lines.stream().anyMatch(line -> line.startsWith("data:")));
        await().atMost(SOON).until(() -> lines.stream().anyMatch(line -> line.startsWith(":")));
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 1, 0);
        assertThat(given().post("/api/v1/campaigns/" + id + "/pause").statusCode())
                .isEqualTo(202);
        await().atMost(SOON).until(() -> lines.stream().anyMatch(line -> line.contains("PAUSED")));
        assertThat(stream).isNotDone();
        given().post("/api/v1/campaigns/" + id + "/cancel");

        await().atMost(SOON).until(stream::isDone);
        assertThat(stream.join().headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(lines).contains("event:status");
        assertThat(lines.stream().filter(line -> line.startsWith("data:")).reduce((a, b) -> b))
                .hasValueSatisfying(last -> assertThat(last).contains("\"state\":\"CANCELLED\""));
    }

    @Test
    void streamsNothingOfAnUnknownCampaign() {
        Response response = given().get("/api/v1/campaigns/0123456789abcdef01234567/events");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.asString()).contains("There is no campaign 0123456789abcdef01234567");
    }

    @Test
    void listsCampaignsNewestFirstAndPageByPage() {
        String first = submit("listed-one", 22);
        String second = submit("listed-two", 22);
        String third = submit("listed-three", 22);
        TestEnvironment.RESULT_STORE.count(second, 4, 4, 4, 0);

        Response all = list("name=LISTED");
        Response page = list("name=listed&limit=2");
        Response rest = list("name=listed&limit=2&after=" + page.path("next"));
        Response finished = list("name=listed&state=FINISHED");
        Response none = list("name=listed&since=2100-01-01T00:00:00Z");

        assertThat(all.<List<String>>path("campaigns.id")).containsExactly(third, second, first);
        assertThat(all.<String>path("next")).isNull();
        assertThat(page.<List<String>>path("campaigns.id")).containsExactly(third, second);
        assertThat(rest.<List<String>>path("campaigns.id")).containsExactly(first);
        assertThat(finished.<List<String>>path("campaigns.id")).containsExactly(second);
        assertThat(none.<List<String>>path("campaigns.id")).isEmpty();
        assertThat(list("limit=0").statusCode()).isEqualTo(400);
        assertThat(list("state=done").<String>path("detail"))
                .isEqualTo("state: done: must be one of EXPANDING, RUNNING, PAUSED, CANCELLED, FINISHED");
    }

    @Test
    void asksAgainForJobsThatWereGivenUp() throws IOException {
        String id = submit("given-up", 23);
        await().atMost(SOON).until(() -> requests(id).size() == 4);
        List<AttackRequest> jobs = requests(id);
        for (AttackRequest job : jobs.subList(0, 3)) {
            letter(job.jobId(), id, TestEnvironment.JSON.writeValueAsString(job));
        }
        letter("unreadable-job", id, "no JSON");
        TestEnvironment.RESULT_STORE.ended(jobs.get(0).jobId(), "FAILED", 2);
        TestEnvironment.RESULT_STORE.ended(jobs.get(1).jobId(), "SUCCEEDED", 0);

        Response answer = requeue("{\"campaign\": \"%s\"}".formatted(id));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<Integer>path("requeued")).isEqualTo(2);
        assertThat(answer.<List<Map<String, String>>>path("skipped"))
                .containsExactlyInAnyOrder(
                        Map.of("jobId", jobs.get(1).jobId(), "reason", "it has succeeded since"),
                        Map.of("jobId", "unreadable-job", "reason", "no job can be read in it: for a test"));
        assertThat(requests(id))
                .filteredOn(job -> job.delivery().retry() > 0)
                .extracting(AttackRequest::jobId, AttackRequest::delivery)
                .containsExactlyInAnyOrder(
                        tuple(jobs.get(0).jobId(), new Delivery(0, 3)),
                        tuple(jobs.get(2).jobId(), new Delivery(0, 1)));
        assertThat(requeue("{\"jobs\": [\"nobody\"]}").<List<String>>path("skipped.reason"))
                .containsExactly("it has no dead letter");
        assertThat(requeue("{}").statusCode()).isEqualTo(400);
    }

    private static void letter(String jobId, String campaign, String value) throws IOException {
        TestEnvironment.RESULT_STORE
                .deadLetters()
                .add(JsonMapper.builder()
                        .findAndAddModules()
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build()
                        .writeValueAsString(new DeadLetter(
                                DeadLetter.SCHEMA,
                                jobId,
                                campaign,
                                Topics.REQUESTS,
                                0,
                                0,
                                value,
                                "worker-lost",
                                "for a test",
                                Instant.EPOCH)));
    }

    private static Response requeue(String order) {
        return given().contentType("application/json").body(order).post("/api/v1/dead-letters/requeue");
    }

    private static List<AttackRequest> requests(String id) throws IOException {
        List<AttackRequest> requests = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(Topics.REQUESTS)) {
            AttackRequest request = TestEnvironment.JSON.readValue(received.value(), AttackRequest.class);
            if (request.campaignId().equals(id)) {
                requests.add(request);
            }
        }
        return requests;
    }

    private static Response list(String query) {
        return given().get("/api/v1/campaigns?" + query);
    }

    private static String submit(String name, long seed) {
        String photograph = given().body(Documents.png(64, 48, seed))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
        String id = given().contentType("application/yaml")
                .body(Documents.campaign(name, photograph).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns")
                .path("id");
        await().atMost(SOON).until(() -> given().get("/api/v1/campaigns/" + id).statusCode() == 200);
        return id;
    }

    /** Collects lines as they come. */
    private record Lines(List<String> lines) implements Flow.Subscriber<String> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable failure) {
            lines.add("failed: " + failure);
        }

        @Override
        public void onComplete() {}
    }
}
