package dev.shakedown.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShakedownTopicsTest {

    private static final TopicPlan EIGHT = new TopicPlan(8, Optional.of((short) 1), List.of(new RequestQueue("big")));

    @TempDir
    private Path directory;

    @Test
    void bringsWhatIsThereToThePlanAndLosesNothing() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            // As brokers that make topics by themselves leave it: few partitions, a week.
            try (Admin admin = Admin.create(kafka)) {
                admin.createTopics(List.of(new NewTopic(Topics.REQUESTS, 3, (short) 1)
                                .configs(Map.of("retention.ms", "604800000", "max.message.bytes", "67108864"))))
                        .all()
                        .get();
            }

            Map<String, ShakedownTopics.Outcome> first = byName(ShakedownTopics.bring(kafka, EIGHT, false));
            Map<String, ShakedownTopics.Outcome> altering = byName(ShakedownTopics.bring(kafka, EIGHT, true));
            Map<String, ShakedownTopics.Outcome> last = byName(ShakedownTopics.bring(
                    kafka, new TopicPlan(4, Optional.empty(), List.of(new RequestQueue("big"))), false));

            assertThat(first.get(Topics.REQUESTS))
                    .isEqualTo(new ShakedownTopics.Outcome(
                            Topics.REQUESTS, 8, false, 5, Map.of("retention.ms", "604800000")));
            assertThat(first.get("shakedown.requests.big.urgent"))
                    .isEqualTo(new ShakedownTopics.Outcome("shakedown.requests.big.urgent", 8, true, 0, Map.of()));
            assertThat(first).containsKeys("shakedown.requests.big", "shakedown.requests.big.resumed");
            assertThat(altering.get(Topics.REQUESTS))
                    .extracting(ShakedownTopics.Outcome::differing)
                    .isEqualTo(Map.of("retention.ms", "604800000"));
            assertThat(last.values())
                    .allSatisfy(topic -> assertThat(topic)
                            .extracting(ShakedownTopics.Outcome::made, ShakedownTopics.Outcome::added)
                            .containsExactly(false, 0))
                    .allSatisfy(topic -> assertThat(topic.differing()).isEmpty());
            assertThat(last.get(Topics.REQUESTS))
                    .extracting(ShakedownTopics.Outcome::partitions)
                    .as("partitions are never taken away")
                    .isEqualTo(8);
        }
    }

    @Test
    void limitsTheRecordsOfCampaignsAloneAndLeavesALargerLimit() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            ShakedownTopics.create(kafka, plan(8_388_608, 30));

            Map<String, ShakedownTopics.Outcome> smaller =
                    byName(ShakedownTopics.bring(kafka, plan(2_000_000, 30), false));
            Map<String, ShakedownTopics.Outcome> larger =
                    byName(ShakedownTopics.bring(kafka, plan(20_971_520, 7), false));

            assertThat(smaller.values())
                    .allSatisfy(topic -> assertThat(topic.differing()).isEmpty());
            assertThat(larger.get(Topics.CAMPAIGNS))
                    .extracting(ShakedownTopics.Outcome::differing)
                    .isEqualTo(Map.of("max.message.bytes", "8388608"));
            assertThat(larger.get(Topics.ARTIFACTS))
                    .extracting(ShakedownTopics.Outcome::differing)
                    .isEqualTo(Map.of("retention.ms", "2592000000"));
            assertThat(larger.get(Topics.ATTEMPTS))
                    .extracting(ShakedownTopics.Outcome::differing)
                    .isEqualTo(Map.of());
        }
    }

    @Test
    void saysWhatTheBrokersRefuse() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            TopicPlan threeCopies = new TopicPlan(1, Optional.of((short) 3), List.of());

            assertThatThrownBy(() -> ShakedownTopics.bring(kafka, threeCopies, false))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InvalidReplicationFactorException.class);
        }
    }

    private static TopicPlan plan(int largestCampaign, int days) {
        return new TopicPlan(
                1, Optional.empty(), List.of(), new TopicPlan.Limits(largestCampaign, Duration.ofDays(days)));
    }

    private static Map<String, ShakedownTopics.Outcome> byName(List<ShakedownTopics.Outcome> outcomes) {
        return outcomes.stream().collect(Collectors.toMap(ShakedownTopics.Outcome::name, Function.identity()));
    }
}
