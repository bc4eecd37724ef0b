package dev.shakedown.jobapi.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.RecordFetch;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class TopicTableComponentTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    ObjectMapper json;

    @Inject
    TopicPublisher publisher;

    @Test
    void callersOfTheSameTimeShareAQuestionToTheBrokers() throws Exception {
        int callers = 50;
        int times = 20;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try (TopicTable<Integer> table = table(0)) {
            assertThat(table.awaitCurrent(SOON)).isTrue();
            double before = questions();
            CyclicBarrier start = new CyclicBarrier(callers);
            List<Callable<Boolean>> calls = Collections.nCopies(callers, () -> {
                start.await();
                boolean current = true;
                for (int i = 0; i < times; i++) {
                    current &= table.awaitCurrent(SOON);
                }
                return current;
            });

            for (Future<Boolean> current : threads.invokeAll(calls)) {
                assertThat(current.get()).isTrue();
            }

            assertThat(questions() - before).isBetween((double) times, callers * times / 2.0);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatWasPublishedIsThereOnceItsPlaceIsHandled() {
        try (TopicTable<Integer> table = table(1 << 20)) {
            for (int i = 1; i <= 50; i++) {
                PublishOutcome outcome = publisher.publish(Topics.EXPANSIONS, "own", Map.of("campaignId", i));

                RecordPlace place = ((PublishOutcome.Published) outcome).last().orElseThrow();
                assertThat(table.awaitHandled(place, SOON)).isTrue();
                assertThat(table.recent("own"))
                        .hasValue(("{\"campaignId\":" + i + "}").getBytes(StandardCharsets.UTF_8));
            }
            RecordPlace later = new RecordPlace(
                    Topics.EXPANSIONS,
                    table.place("own").orElseThrow().partition(),
                    table.place("own").orElseThrow().offset() + 1000);
            assertThat(table.awaitHandled(later, Duration.ofMillis(200))).isFalse();
            assertThat(publisher.delete(Topics.EXPANSIONS, "own")).isInstanceOf(PublishOutcome.Published.class);
        }
    }

    @Test
    void aWholeRecordIsKeptUntilANewerOneComes() {
        try (TopicTable<Integer> table = table(1 << 20)) {
            TestEnvironment.publish(Topics.EXPANSIONS, "recent", Map.of("campaignId", "first"));
            TestEnvironment.publish(Topics.EXPANSIONS, "recent", Map.of("campaignId", "second"));
            assertThat(table.awaitCurrent(SOON)).isTrue();
            assertThat(table.recent("recent")).hasValue("{\"campaignId\":\"second\"}".getBytes(StandardCharsets.UTF_8));

            TestEnvironment.publish(Topics.EXPANSIONS, "recent", null);
            assertThat(table.awaitCurrent(SOON)).isTrue();
            assertThat(table.recent("recent")).isEmpty();
        }
    }

    @Test
    void whatIsNotKeptIsReadFromKafka() throws IOException {
        try (TopicTable<Integer> table = table(100);
                RecordFetch records = new RecordFetch(kafka, "topic-table-test")) {
            Map<String, String> large = Map.of("campaignId", "x".repeat(1000));
            TestEnvironment.publish(Topics.EXPANSIONS, "large", large);
            TestEnvironment.publish(Topics.EXPANSIONS, "other", Map.of());
            assertThat(table.awaitCurrent(SOON)).isTrue();
            await().atMost(SOON).until(() -> table.recent("large").isEmpty());

            assertThat(table.place("large").flatMap(place -> records.value(place, "large", SOON)))
                    .hasValue(json.writeValueAsBytes(large));

            TestEnvironment.publish(Topics.EXPANSIONS, "large", null);
            TestEnvironment.publish(Topics.EXPANSIONS, "other", null);
        }
    }

    /** Requests of the client that asks where the topic ends, as Kafka's client counts them. */
    private static double questions() throws JMException {
        return (double) ManagementFactory.getPlatformMBeanServer()
                .getAttribute(
                        new ObjectName(
                                "kafka.admin.client:type=admin-client-metrics,client-id=topic-table-test-ends-of-"
                                        + Topics.EXPANSIONS),
                        "request-total");
    }

    private TopicTable<Integer> table(long recentBytes) {
        TopicTable<Integer> table = TopicTable.of(
                kafka, "topic-table-test", Topics.EXPANSIONS, json, JsonNode.class, JsonNode::size, recentBytes);
        table.start();
        return table;
    }
}
