package dev.shakedown.attackworker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.contract.RequestQueue;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerQueueTest {

    private static final int BEFORE_OTHERS = 200;

    @Test
    void aWorkerThatIsToldNothingServesTheDefaultQueueAsBeforeThereWereOthers() {
        WorkerQueue queue = configured(Map.of());

        assertThat(queue.queue()).isEqualTo(RequestQueue.DEFAULT);
        assertThat(queue.topics())
                .containsExactly("shakedown.requests.urgent", "shakedown.requests.resumed", "shakedown.requests");
        assertThat(queue.group()).isEqualTo("shakedown-attack-worker");
    }

    @Test
    void anEmptyNameIsNone() {
        assertThat(configured(Map.of("shakedown.delivery.queue", "")).queue()).isEqualTo(RequestQueue.DEFAULT);
    }

    @Test
    void theGroupFollowsTheQueue() {
        assertThat(configured(Map.of("shakedown.delivery.queue", "big")).group())
                .isEqualTo("shakedown-attack-worker-big");
    }

    @Test
    void everyTopicIsOfItsLane() {
        WorkerQueue queue = configured(Map.of("shakedown.delivery.queue", "big"));

        for (Lane lane : Lane.values()) {
            assertThat(queue.lane(queue.topic(lane))).isEqualTo(lane);
        }
        assertThatThrownBy(() -> queue.lane("shakedown.requests"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be one of [shakedown.requests.big.urgent,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Big", "resumed", "a.b", "-"})
    void aNameThatNoQueueCanHaveIsRefusedWithKeyValueAndRemedy(String name) {
        assertThatThrownBy(() -> configured(Map.of("shakedown.delivery.queue", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shakedown.delivery.queue: " + name + ": must be 1 to 32 of a-z, 0-9 and -, with no - at"
                        + " either end, and not resumed or urgent");
    }

    private static WorkerQueue configured(Map<String, String> settings) {
        return new WorkerQueue(new SmallRyeConfigBuilder()
                .withMapping(DeliveryConfig.class)
                .withConverter(Duration.class, BEFORE_OTHERS, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", BEFORE_OTHERS))
                .build()
                .getConfigMapping(DeliveryConfig.class));
    }
}
