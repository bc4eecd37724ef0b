package dev.shakedown.jobapi.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.service.messaging.RecordFetch;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class RecentRecordsComponentTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @Inject
    ObjectMapper json;

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
                RecordFetch records = new RecordFetch(kafka, "recent-records-test")) {
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

    private TopicTable<Integer> table(long recentBytes) {
        TopicTable<Integer> table = TopicTable.of(
                kafka, "recent-records-test", Topics.EXPANSIONS, json, JsonNode.class, JsonNode::size, recentBytes);
        table.start();
        return table;
    }
}
