package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.shakedown.contract.LaneCommit;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.AttackRequest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Campaigns that share one worker. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
@TestProfile(FairSharesComponentTest.Short.class)
class FairSharesComponentTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration A_WHILE = Duration.ofSeconds(3);
    private static final int AT_MOST = 64;

    private String photograph;

    /** With a limit that is soon reached. */
    public static final class Short implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("shakedown.expansion.requests-per-worker", Integer.toString(AT_MOST));
        }
    }

    @BeforeEach
    void upload() {
        photograph = given().body(Documents.png(64, 48, 78))
                .contentType("image/png")
                .post("/api/v1/images")
                .path("sha256");
    }

    @Test
    void aSmallCampaignWaitsForFewJobsOfALargeOneAndEveryJobIsPublishedOnce() throws IOException {
        String large = submit("large", 900);
        await().atMost(SOON).until(() -> requests(large) > AT_MOST / 2);
        await().during(A_WHILE).atMost(SOON).until(() -> requests(large) <= AT_MOST);
        assertThat(given().get("/api/v1/campaigns/" + large).<String>path("state"))
                .isEqualTo("RUNNING");

        List<String> taken = new ArrayList<>();
        try (Worker worker = new Worker()) {
            worker.work(taken, 100);
            String small = submit("small", 10);
            int before = taken.size();
            worker.work(taken, 910 - before);

            int last = IntStream.range(0, taken.size())
                    .filter(i -> taken.get(i).startsWith(small))
                    .max()
                    .orElseThrow();
            assertThat(last - before)
                    .as("jobs until the small campaign has ended")
                    .isLessThan(3 * AT_MOST);
            assertThat(new HashSet<>(taken)).hasSize(910);
        }
    }

    @Test
    void requestsThatAreDoneBehindOneThatRunsMakeRoom() throws IOException {
        String id = submit("behind", 200);
        await().atMost(SOON).until(() -> requests(id) > AT_MOST / 2);

        try (Worker worker = new Worker()) {
            worker.keepsTheFirstOfEachPartition();

            await().atMost(SOON).pollInSameThread().until(() -> {
                worker.work(new ArrayList<>(), 0);
                return requests(id) == 200;
            });
            worker.endAll();
        }
    }

    @Test
    void aCancelledCampaignPublishesNothingMore() throws IOException {
        String id = submit("cancelled", 300);
        await().atMost(SOON).until(() -> requests(id) > AT_MOST / 2);
        given().post("/api/v1/campaigns/" + id + "/cancel").then().statusCode(202);
        long published = requests(id);

        try (Worker worker = new Worker()) {
            worker.work(new ArrayList<>(), (int) published);
            await().during(A_WHILE).atMost(SOON).until(() -> requests(id) == published);
        }
    }

    private String submit(String name, int jobs) {
        String budgets = IntStream.rangeClosed(1, jobs)
                .mapToObj(i -> Double.toString(i / 100.0))
                .collect(Collectors.joining(", "));
        String document = """
                name: %s
                images: [{name: photograph, sha256: %s}]
                blurs: [{kernel: {type: camera-shake, size: 17, seed: 3}}]
                networks: [wiener]
                attacks: [{type: untargeted, steps: 5}]
                budgets: [%s]
                seed: %d
                """.formatted(name, photograph, budgets, jobs);
        return given().contentType("application/yaml")
                .body(document.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/campaigns")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static long requests(String campaign) throws IOException {
        long found = 0;
        for (ConsumerRecord<String, byte[]> received : TestEnvironment.records(Topics.REQUESTS)) {
            if (read(received).campaignId().equals(campaign)) {
                found++;
            }
        }
        return found;
    }

    private static AttackRequest read(ConsumerRecord<String, byte[]> received) throws IOException {
        return TestEnvironment.JSON.readValue(received.value(), AttackRequest.class);
    }

    /** Takes requests as a worker does, and has done each at once. */
    private static final class Worker implements AutoCloseable {

        private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                        "group.id",
                        RequestQueue.DEFAULT.workerGroup(),
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false",
                        "max.poll.records",
                        "10"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        private final Map<TopicPartition, Long> kept = new HashMap<>();
        private boolean keeps;

        Worker() {
            consumer.subscribe(List.of(Topics.REQUESTS));
        }

        void keepsTheFirstOfEachPartition() {
            keeps = true;
        }

        /** Polls once, and on until so many requests more are there. */
        void work(List<String> taken, int more) throws IOException {
            int enough = taken.size() + more;
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            do {
                Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
                for (ConsumerRecord<String, byte[]> received : consumer.poll(Duration.ofMillis(100))) {
                    AttackRequest request = read(received);
                    taken.add(request.campaignId() + " " + request.jobId());
                    TopicPartition partition = new TopicPartition(received.topic(), received.partition());
                    long first =
                            keeps ? kept.computeIfAbsent(partition, any -> received.offset()) : received.offset() + 1;
                    done.put(
                            partition,
                            new OffsetAndMetadata(
                                    first, new LaneCommit(Math.max(0, received.offset() - first), 0).metadata()));
                }
                consumer.commitSync(done);
            } while (taken.size() < enough && System.nanoTime() < deadline);
            assertThat(taken.size()).isGreaterThanOrEqualTo(enough);
        }

        /** Has done the kept ones, too. */
        void endAll() {
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            consumer.endOffsets(consumer.assignment())
                    .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
            consumer.commitSync(ends);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
