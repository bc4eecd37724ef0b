package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools of workers that serve different networks. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class QueueRoutingComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofMinutes(2);
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final RequestQueue POOL = new RequestQueue("pool");
    private static final AnnouncedNetwork POOLED =
            ServedTestNetworks.network("pooled@10", NetworkCard.Kind.BLIND, 2).in(POOL);
    private static final AnnouncedNetwork WIENER = ServedTestNetworks.network("wiener", NetworkCard.Kind.NON_BLIND, 4);

    private String photograph;

    @BeforeEach
    void startAPool() {
        TestEnvironment.make(POOL);
        announce(POOLED);
        photograph = given().body(Documents.png(64, 48, 77))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
    }

    @AfterEach
    void endThePool() {
        for (String key : List.of(POOLED.key(), WIENER.in(POOL).key())) {
            TestEnvironment.publish(Topics.NETWORKS, key, null);
        }
        await().atMost(LATER).until(() -> networks().equals(List.of("mprnet null", "wiener null")));
    }

    @Test
    void listsEveryNetworkOnceForEachQueueThatServesIt() {
        announce(WIENER.in(POOL));

        assertThat(networks()).containsExactly("mprnet null", "pooled@10 pool", "wiener null", "wiener pool");
    }

    @Test
    void aJobGoesToTheQueueThatServesItsNetwork() throws IOException {
        String id = submit("routed", "networks: [wiener, pooled@10]").path("id");

        await().atMost(SOON)
                .until(() -> requests(POOL.requests(), id).size()
                                + requests(Topics.REQUESTS, id).size()
                        == 4);
        assertThat(requests(POOL.requests(), id))
                .extracting(AttackRequest::ordinal)
                .containsExactly(2L, 3L);
        assertThat(requests(POOL.requests(), id))
                .extracting(AttackRequest::network)
                .containsOnly(POOLED.ref());
        assertThat(requests(Topics.REQUESTS, id))
                .extracting(AttackRequest::ordinal)
                .containsExactly(0L, 1L);
    }

    @Test
    void anUrgentJobGoesToItsQueuesUrgentLane() throws IOException {
        String id = submit("urgent-routed", "networks: [pooled@10]\npriority: urgent")
                .path("id");

        await().atMost(SOON).until(() -> requests(POOL.urgent(), id).size() == 2);
        assertThat(requests(POOL.requests(), id)).isEmpty();
    }

    @Test
    void aJobWhoseRequestItsTopicRefusesFailsWithTheSettingToChange() throws IOException {
        TestEnvironment.limit(POOL.requests(), "200");
        AtomicInteger splits = new AtomicInteger();
        Logger client = Logger.getLogger("org.apache.kafka.clients.producer.internals.Sender");
        Handler counter = counting("splitting", splits);
        client.addHandler(counter);
        try {
            String id = submit("refused", "networks: [wiener, pooled@10]").path("id");

            await().atMost(LATER).until(() -> results(id).size() == 2);
            assertThat(results(id)).allSatisfy(result -> {
                JobOutcome.Failed failed = (JobOutcome.Failed) result.outcome();
                assertThat(failed.code()).isEqualTo("record-too-large");
                assertThat(failed.message()).contains(POOL.requests(), "max.message.bytes");
            });
            await().atMost(SOON).until(() -> requests(Topics.LINKS, id).size() == 2);
            assertThat(requests(Topics.LINKS, id))
                    .extracting(AttackRequest::ordinal)
                    .containsExactly(2L, 3L);
            assertThat(requests(POOL.requests(), id)).isEmpty();
            assertThat(requests(Topics.REQUESTS, id))
                    .as("of the same stretch, to another topic")
                    .extracting(AttackRequest::ordinal)
                    .contains(0L, 1L);
            assertThat(splits)
                    .as("of batches, which Kafka's client would repeat for ever")
                    .satisfies(count -> assertThat(count.get()).isBetween(1, 3_000));
        } finally {
            client.removeHandler(counter);
            TestEnvironment.limit(POOL.requests(), "1048588");
        }
    }

    @Test
    void aJobGoesWhereItsJudgesAreServedToo() throws IOException {
        Response apart = submit("apart", "networks: [wiener]\nevaluateOn: [pooled@10]");

        announce(WIENER.in(POOL));
        String id = submit("together", "networks: [wiener]\nevaluateOn: [pooled@10]")
                .path("id");

        assertThat(apart.statusCode()).isEqualTo(422);
        assertThat(apart.<String>path("type")).isEqualTo("urn:shakedown:problem:invalid-campaign");
        assertThat(apart.<String>path("detail"))
                .isEqualTo(
                        "1 problem: networks[0]: wiener: must be a network that one queue serves together with all of"
                                + " its judges; wiener is served by the default queue, pooled@10 is served by queue pool");
        await().atMost(SOON).until(() -> requests(POOL.requests(), id).size() == 2);
        assertThat(requests(Topics.REQUESTS, id)).isEmpty();
    }

    @Test
    void anIdOfDifferentFilesIsRefused() {
        announce(new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "ef".repeat(32), WIENER.card()).in(POOL));

        Response refused = submit("torn", "networks: [wiener]");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.<List<String>>path("violations.field")).containsExactly("networks[0]");
        assertThat(refused.<String>path("detail")).contains("queue pool has efefefefefef...");
        assertThat(submit("not-torn", "networks: [mprnet]").statusCode()).isEqualTo(202);
    }

    @Test
    void aWithdrawnNetworkCannotBeNamedUntilAWorkerAnnouncesItAgain() {
        Response gone = withdraw("pooled@10", "pool");

        assertThat(gone.statusCode()).isEqualTo(204);
        assertThat(gone.asString()).isEmpty();
        assertThat(networks()).containsExactly("mprnet null", "wiener null");
        assertThat(submit("withdrawn", "networks: [pooled@10]").statusCode()).isEqualTo(422);
        List<ConsumerRecord<String, byte[]>> records = TestEnvironment.records(Topics.NETWORKS).stream()
                .filter(record -> record.key().equals("pool/pooled@10"))
                .toList();
        assertThat(records.get(records.size() - 1).value()).isNull();

        announce(POOLED);
        assertThat(submit("announced-again", "networks: [pooled@10]").statusCode())
                .isEqualTo(202);
    }

    @Test
    void saysWhatCannotBeWithdrawn() {
        Response other = withdraw("pooled@10", "");
        Response nowhere = withdraw("nobody", "pool");
        Response odd = withdraw("pooled@10", "Pool");

        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.contentType()).isEqualTo("application/problem+json");
        assertThat(other.<String>path("detail"))
                .isEqualTo(
                        "No worker announces network pooled@10 for the default queue; it is announced for queue pool");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.<String>path("detail"))
                .isEqualTo("No worker announces network nobody for queue pool; nor for any other queue");
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(odd.<String>path("detail")).startsWith("queue: Pool: must be 1 to 32 of a-z");
        assertThat(networks()).contains("pooled@10 pool");
    }

    @Test
    void whatIsAskedForAgainGoesToTheDefaultQueueOnceItsQueueIsGone() throws IOException {
        String id = submit("left-behind", "networks: [pooled@10]").path("id");
        await().atMost(SOON).until(() -> requests(POOL.requests(), id).size() == 2);
        assertThat(act(id, "pause").statusCode()).isEqualTo(202);
        assertThat(withdraw("pooled@10", "pool").statusCode()).isEqualTo(204);

        assertThat(act(id, "resume").statusCode()).isEqualTo(202);

        await().atMost(SOON).until(() -> requests(Topics.REQUESTS, id).size() == 2);
        assertThat(requests(Topics.REQUESTS, id))
                .extracting(request -> request.delivery().round())
                .containsOnly(1);
        await().during(A_WHILE).until(() -> requests(POOL.requests(), id).size() == 2);
    }

    @Test
    void aDeadLetterGoesToTheQueueThatServesItsNetworkNow() throws IOException {
        String id = submit("given-up", "networks: [pooled@10]").path("id");
        await().atMost(SOON).until(() -> requests(POOL.requests(), id).size() == 2);
        AttackRequest failed = requests(POOL.requests(), id).get(0);
        String letter = letter(failed);
        TestEnvironment.RESULT_STORE.deadLetters().add(letter);
        try {
            assertThat(requeue(failed).<Integer>path("requeued")).isEqualTo(1);
            assertThat(requests(POOL.requests(), id))
                    .extracting(AttackRequest::jobId)
                    .filteredOn(failed.jobId()::equals)
                    .hasSize(2);

            withdraw("pooled@10", "pool");
            assertThat(requeue(failed).<Integer>path("requeued")).isEqualTo(1);
            assertThat(requests(Topics.REQUESTS, id))
                    .extracting(AttackRequest::jobId)
                    .containsExactly(failed.jobId());
        } finally {
            TestEnvironment.RESULT_STORE.deadLetters().remove(letter);
        }
    }

    @Test
    void nothingIsRoutedBeforeEverythingThatWasAnnouncedHasBeenRead() throws IOException {
        String id = "announced-just-before";
        AnnouncedNetwork late =
                ServedTestNetworks.network("late", NetworkCard.Kind.BLIND, 2).in(POOL);
        Accepted reading = (Accepted) ServedTestNetworks.read("""
                name: announced-just-before
                images: [{name: photograph, sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 1}}]
                networks: [late]
                attacks: [{type: untargeted}]
                budgets: [4, 8]
                """, List.of(late));
        SubmittedCampaign submitted = new SubmittedCampaign(
                SubmittedCampaign.SCHEMA,
                id,
                reading.campaign(),
                reading.networks(),
                reading.judges(),
                2,
                Instant.EPOCH);
        // It takes this service seconds to read them, and the last one stands behind.
        Map<String, Object> options = IntStream.range(0, 10_000)
                .boxed()
                .collect(Collectors.toMap("option%d"::formatted, Function.identity()));
        AnnouncedNetwork laborious =
                ServedTestNetworks.network("laborious", NetworkCard.Kind.BLIND, 2, "fp32", null, options);
        TestEnvironment.publishOften(Topics.NETWORKS, laborious.key(), laborious, 300);

        TestEnvironment.publish(Topics.NETWORKS, late.key(), late);
        TestEnvironment.publish(Topics.CAMPAIGNS, id, submitted);

        try {
            await().atMost(LATER)
                    .until(() -> requests(POOL.requests(), id).size()
                                    + requests(Topics.REQUESTS, id).size()
                            == 2);
            assertThat(requests(Topics.REQUESTS, id)).isEmpty();
        } finally {
            TestEnvironment.publish(Topics.NETWORKS, late.key(), null);
            TestEnvironment.publish(Topics.NETWORKS, laborious.key(), null);
        }
    }

    private static Handler counting(String word, AtomicInteger count) {
        return new Handler() {
            @Override
            public void publish(LogRecord log) {
                if (String.valueOf(log.getMessage()).contains(word)) {
                    count.incrementAndGet();
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static void announce(AnnouncedNetwork network) {
        TestEnvironment.announce(network);
        await().atMost(SOON)
                .until(() -> given().get("/api/v1/networks")
                        .jsonPath()
                        .getList("findAll {it.queue == '%s'}.sha256".formatted(network.queue()))
                        .contains(network.sha256()));
    }

    private static List<String> networks() {
        Response answer = given().get("/api/v1/networks");
        List<String> names = answer.path("card.name");
        List<String> queues = answer.path("queue");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            lines.add(names.get(i) + " " + queues.get(i));
        }
        return lines;
    }

    private Response submit(String name, String networks) {
        String document = """
                name: %s
                images: [{name: photograph, sha256: %s}]
                blurs: [{kernel: {type: camera-shake, size: 17, seed: 3}}]
                attacks: [{type: untargeted}]
                budgets: [4, 8]
                """.formatted(name, photograph) + networks + "\n";
        return given().contentType("application/yaml")
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns");
    }

    private static Response withdraw(String id, String queue) {
        return given().queryParam("queue", queue).delete("/api/v1/networks/{id}", id);
    }

    private static Response act(String id, String action) {
        return given().post("/api/v1/campaigns/" + id + "/" + action);
    }

    private static Response requeue(AttackRequest job) {
        return given().contentType("application/json")
                .body("{\"jobs\": [\"%s\"]}".formatted(job.jobId()))
                .post("/api/v1/dead-letters/requeue");
    }

    private static String letter(AttackRequest request) throws IOException {
        JsonMapper json = JsonMapper.builder()
                .findAndAddModules()
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        return json.writeValueAsString(new DeadLetter(
                DeadLetter.SCHEMA,
                request.jobId(),
                request.campaignId(),
                POOL.requests(),
                0,
                0,
                json.writeValueAsString(request),
                "worker-lost",
                "for a test",
                Instant.EPOCH));
    }

    private static List<AttackResult> results(String id) throws IOException {
        List<AttackResult> results = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(Topics.RESULTS)) {
            AttackResult result = TestEnvironment.JSON.readValue(received.value(), AttackResult.class);
            if (result.campaignId().equals(id)) {
                results.add(result);
            }
        }
        return results;
    }

    private static List<AttackRequest> requests(String topic, String id) throws IOException {
        List<AttackRequest> requests = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(topic)) {
            AttackRequest request = TestEnvironment.JSON.readValue(received.value(), AttackRequest.class);
            if (Objects.equals(request.campaignId(), id)) {
                requests.add(request);
            }
        }
        requests.sort(Comparator.comparing(AttackRequest::ordinal));
        return requests;
    }
}
