package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class ControlComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void pausesAndResumesByRounds() throws IOException {
        String id = expanded("paused");
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 1, 0);
        TestEnvironment.RESULT_STORE.ended(requests(id).get(0).jobId(), "SUCCEEDED", 0);

        Response paused = act(id, "pause");
        Response again = act(id, "pause");
        assertThat(paused.statusCode()).isEqualTo(202);
        assertThat(paused.<String>path("state")).isEqualTo("PAUSED");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(controls(id)).containsExactly("PAUSED 0");

        Response resumed = act(id, "resume");
        assertThat(resumed.statusCode()).isEqualTo(202);
        assertThat(resumed.<Integer>path("round")).isEqualTo(1);
        assertThat(controls(id)).containsExactly("PAUSED 0", "ACTIVE 0");
        assertThat(rounds(id)).containsExactly(Round.FIRST, new Round(1, false));
        await().atMost(SOON).until(() -> requests(id).size() == 7);
        assertThat(requests(id).subList(4, 7))
                .extracting(AttackRequest::delivery)
                .containsOnly(new Delivery(1, 0));
        await().atMost(SOON).until(() -> status(id).<String>path("state").equals("RUNNING"));
        assertThat(status(id).<Integer>path("published")).isEqualTo(3);
        assertThat(act(id, "resume").statusCode()).isEqualTo(200);
    }

    @Test
    void anActionIsLaterThanTheOneBeforeAlsoIfThatCameFromAClockThatIsAhead() throws IOException {
        String id = expanded("ahead");
        Instant ahead = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MILLIS);
        TestEnvironment.publish(
                Topics.CONTROL,
                id,
                new CampaignControl(CampaignControl.SCHEMA, id, CampaignControl.State.PAUSED, 0, ahead));

        assertThat(act(id, "resume").statusCode()).isEqualTo(202);

        assertThat(read(Topics.CONTROL, id, CampaignControl.class))
                .extracting(CampaignControl::at)
                .containsExactly(ahead, ahead.plusMillis(1));
    }

    @Test
    void cancelsForGoodUntilSomebodyRetries() throws IOException {
        String id = expanded("cancelled");
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 1, 1);
        TestEnvironment.RESULT_STORE.ended(requests(id).get(0).jobId(), "SUCCEEDED", 0);
        TestEnvironment.RESULT_STORE.ended(requests(id).get(1).jobId(), "FAILED", 0);

        Response cancelled = act(id, "cancel");
        assertThat(cancelled.statusCode()).isEqualTo(202);
        assertThat(cancelled.<String>path("state")).isEqualTo("CANCELLED");
        assertThat(cancelled.<Integer>path("cancelled")).isEqualTo(2);
        Response conflict = act(id, "resume");
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.<String>path("type")).isEqualTo("urn:shakedown:problem:conflict");
        assertThat(conflict.<String>path("detail"))
                .isEqualTo("The campaign is CANCELLED: resume is not possible, but cancel, retry");

        Response retried = act(id, "retry");
        assertThat(retried.statusCode()).isEqualTo(202);
        assertThat(controls(id)).containsExactly("CANCELLED 0", "ACTIVE 0");
        assertThat(rounds(id)).containsExactly(Round.FIRST, new Round(1, true));
        await().atMost(SOON).until(() -> requests(id).size() == 7);
        assertThat(requests(id).subList(4, 7))
                .extracting(AttackRequest::delivery)
                .containsExactly(new Delivery(1, 1), new Delivery(1, 0), new Delivery(1, 0));
    }

    @Test
    void retriesOnlyWhatFailed() throws IOException {
        String id = expanded("retried");
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 4, 0);
        Response nothing = act(id, "retry");
        List<AttackRequest> jobs = requests(id);
        jobs.forEach(job -> TestEnvironment.RESULT_STORE.ended(job.jobId(), "SUCCEEDED", 0));
        TestEnvironment.RESULT_STORE.ended(jobs.get(2).jobId(), "FAILED", 1);
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 3, 1);

        Response retried = act(id, "retry");

        assertThat(nothing.statusCode()).isEqualTo(409);
        assertThat(nothing.<String>path("detail"))
                .isEqualTo("The campaign is FINISHED, and none of its jobs has failed: retry is not possible");
        assertThat(retried.statusCode()).isEqualTo(202);
        assertThat(controls(id)).containsExactly("ACTIVE -1");
        await().atMost(SOON).until(() -> requests(id).size() == 5);
        assertThat(requests(id).get(4).delivery()).isEqualTo(new Delivery(1, 2));
        assertThat(requests(id).get(4).jobId()).isEqualTo(jobs.get(2).jobId());
    }

    @Test
    void isNotFinishedBeforeTheResultStoreKnowsThatAFailedJobIsTriedAgain() throws IOException {
        String id = expanded("heard");
        List<AttackRequest> jobs = requests(id);
        jobs.forEach(job -> TestEnvironment.RESULT_STORE.ended(job.jobId(), "SUCCEEDED", 0));
        String failed = jobs.get(2).jobId();
        TestEnvironment.RESULT_STORE.ended(failed, "FAILED", 0);
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 3, 1);
        await().atMost(SOON).until(() -> status(id).<String>path("state").equals("FINISHED"));

        act(id, "retry");
        await().atMost(SOON).until(() -> requests(id).size() == 5);
        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> status(id).<String>path("state").equals("EXPANDING"));

        TestEnvironment.RESULT_STORE.askedAgain(failed, 0);
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 3, 0);
        await().atMost(SOON).until(() -> status(id).<String>path("state").equals("RUNNING"));
        assertThat(requests(id)).hasSize(5);

        TestEnvironment.RESULT_STORE.ended(failed, "FAILED", 1);
        TestEnvironment.RESULT_STORE.count(id, 4, 4, 3, 1);
        await().atMost(SOON).until(() -> status(id).<String>path("state").equals("FINISHED"));
    }

    @Test
    void linksJobsThatHaveAResultAlready() throws IOException {
        String first = expanded("linked-first");
        requests(first).forEach(job -> TestEnvironment.RESULT_STORE.ended(job.jobId(), "SUCCEEDED", 0));

        String second = submit("linked-second");

        await().atMost(SOON).until(() -> progress(second).stream().anyMatch(ExpansionProgress::complete));
        ExpansionProgress last = progress(second).get(progress(second).size() - 1);
        assertThat(last.published()).isZero();
        assertThat(last.linked()).isEqualTo(4);
        assertThat(requests(second)).isEmpty();
        assertThat(read(Topics.LINKS, second, AttackRequest.class))
                .extracting(AttackRequest::jobId)
                .isEqualTo(requests(first).stream().map(AttackRequest::jobId).toList());
    }

    @Test
    void waitsForTheResultStoreBeforeItExpands() throws IOException {
        String id;
        TestEnvironment.RESULT_STORE.silenceStates(true);
        try {
            id = submit("waiting");
            await().during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> requests(id).isEmpty());
        } finally {
            TestEnvironment.RESULT_STORE.silenceStates(false);
        }

        await().atMost(SOON).until(() -> requests(id).size() == 4);
    }

    @Test
    void knowsNoOtherCampaign() {
        assertThat(act("0123456789abcdef01234567", "pause").statusCode()).isEqualTo(404);
    }

    /** A caller's question costs one round trip to the broker, not the pause of a fetch that waits there. */
    @Test
    void answersWithoutWaitingForTheNextFetch() {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            fastest = Math.min(fastest, act("0123456789abcdef01234567", "pause").time());
        }

        assertThat(fastest).as("milliseconds").isLessThan(400);
    }

    @Test
    void manyQuestionsAtOnceAreAnswered() throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(60);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                String id = "%024x".formatted(i);
                calls.add(
                        i % 3 == 0
                                ? () -> act(id, "pause").statusCode()
                                : i % 3 == 1
                                        ? () -> status(id).statusCode()
                                        : () -> given().get("/q/health/ready").statusCode() + 204);
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : callers.invokeAll(calls)) {
                statuses.add(answer.get());
            }

            assertThat(statuses).containsOnly(404);
        } finally {
            callers.shutdownNow();
        }
    }

    /** What 40 callers ask Kafka and the result-store they ask together, and each sees its own change at once. */
    @Test
    void manyCampaignsChangeAtOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(submit("many " + i));
        }
        TestEnvironment.RESULT_STORE.countsTake(Duration.ofMillis(300));
        int before = TestEnvironment.RESULT_STORE.questions();
        try {
            for (String action : List.of("pause", "resume", "cancel", "retry")) {
                List<String> changes = atOnce(ids, id -> {
                    Response changed = act(id, action);
                    return changed.statusCode() + " " + changed.path("state") + " in " + changed.path("round")
                            + ", then " + status(id).path("state");
                });

                String expected = switch (action) {
                    case "pause" -> "202 PAUSED in 0, then PAUSED";
                    case "resume" -> "202 (EXPANDING|RUNNING) in 1, then (EXPANDING|RUNNING)";
                    case "cancel" -> "202 CANCELLED in 1, then CANCELLED";
                    default -> "202 (EXPANDING|RUNNING) in 2, then (EXPANDING|RUNNING)";
                };
                assertThat(changes).as(action).allMatch(change -> change.matches(expected));
            }
        } finally {
            TestEnvironment.RESULT_STORE.countsTake(Duration.ZERO);
        }

        assertThat(TestEnvironment.RESULT_STORE.questions() - before)
                .as("questions of 320 calls")
                .isLessThan(160);
        for (String id : ids) {
            assertThat(controls(id)).containsExactly("PAUSED 0", "ACTIVE 0", "CANCELLED 1", "ACTIVE 1");
            assertThat(rounds(id)).containsExactly(Round.FIRST, new Round(1, false), new Round(2, true));
        }
    }

    @Test
    void ofManyThatPauseACampaignAtOnceOneDoes() throws Exception {
        String id = submit("popular");

        List<Integer> pauses = atOnce(
                Collections.nCopies(40, id), campaign -> act(campaign, "pause").statusCode());
        List<Integer> resumes = atOnce(
                Collections.nCopies(40, id), campaign -> act(campaign, "resume").statusCode());

        assertThat(pauses).containsOnlyOnce(202).containsOnly(202, 200);
        assertThat(resumes).containsOnlyOnce(202).containsOnly(202, 200);
        assertThat(controls(id)).containsExactly("PAUSED 0", "ACTIVE 0");
        assertThat(rounds(id)).containsExactly(Round.FIRST, new Round(1, false));
    }

    private static <T> List<T> atOnce(List<String> ids, Function<String, T> call) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(ids.size());
        try {
            List<Callable<T>> calls = new ArrayList<>();
            ids.forEach(id -> calls.add(() -> call.apply(id)));
            List<T> answers = new ArrayList<>();
            for (Future<T> answer : callers.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private static String expanded(String name) {
        String id = submit(name);
        await().atMost(SOON).until(() -> progress(id).stream().anyMatch(ExpansionProgress::complete));
        return id;
    }

    /** Each test has jobs of its own, but for those of linked campaigns. */
    private static String submit(String name) {
        long seed = name.startsWith("linked") ? 99 : name.hashCode();
        String photograph = given().body(Documents.png(64, 48, seed))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
        return given().contentType("application/yaml")
                .body(Documents.campaign(name, photograph).getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns")
                .path("id");
    }

    private static Response act(String id, String action) {
        return given().post("/api/v1/campaigns/" + id + "/" + action);
    }

    private static Response status(String id) {
        return given().get("/api/v1/campaigns/" + id);
    }

    /** In the order of publication within each round. */
    private static List<AttackRequest> requests(String id) throws IOException {
        List<AttackRequest> requests = new ArrayList<>(read(Topics.REQUESTS, null, AttackRequest.class));
        requests.removeIf(request -> !request.campaignId().equals(id));
        requests.sort(Comparator.comparing(
                        (AttackRequest request) -> request.delivery().round())
                .thenComparing(AttackRequest::ordinal));
        return requests;
    }

    private static List<ExpansionProgress> progress(String id) throws IOException {
        return read(Topics.EXPANSIONS, id, ExpansionProgress.class);
    }

    private static List<String> controls(String id) throws IOException {
        return read(Topics.CONTROL, id, CampaignControl.class).stream()
                .map(control -> control.state() + " " + control.abandoned())
                .toList();
    }

    private static List<Round> rounds(String id) throws IOException {
        return read(Topics.CAMPAIGNS, id, SubmittedCampaign.class).stream()
                .map(SubmittedCampaign::round)
                .toList();
    }

    private static <T> List<T> read(String topic, String key, Class<T> type) throws IOException {
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(topic)) {
            if (key == null || received.key().equals(key)) {
                values.add(TestEnvironment.JSON.readValue(received.value(), type));
            }
        }
        return values;
    }
}
