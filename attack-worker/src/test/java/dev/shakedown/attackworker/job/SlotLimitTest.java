package dev.shakedown.attackworker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotLimitTest {

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    @Test
    void byDefaultMemoryLimitsAGpuAndCoresAProcessor() {
        SlotLimit limit = SlotLimit.of(config(Map.of()));

        assertThat(limit.number()).isEmpty();
        assertThat(limit.images(true, 4)).isEqualTo(256);
        assertThat(limit.images(false, 4)).isEqualTo(4);
    }

    @Test
    void aNumberLimitsBoth() {
        SlotLimit limit = SlotLimit.of(config(Map.of("shakedown.worker.slots", "8")));

        assertThat(limit.images(true, 4)).isEqualTo(8);
        assertThat(limit.images(false, 4)).isEqualTo(8);
    }

    @Test
    void aGpuWantsRequestsForTwoOfTheLargestBatches() {
        Map<String, String> gpu = Map.of("shakedown.worker.device", "gpu0");

        assertThat(SlotLimit.requests(config(gpu))).isEqualTo(512);
        assertThat(SlotLimit.jobs(config(gpu))).isEqualTo(64);
        assertThat(SlotLimit.requests(config(Map.of()))).isEqualTo(4 * CORES);
        assertThat(SlotLimit.jobs(config(Map.of()))).isEqualTo(CORES);
        assertThat(SlotLimit.requests(config(Map.of("shakedown.worker.device", "gpu0", "shakedown.worker.slots", "8"))))
                .isEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1.5", "Auto", "10000000"})
    void anythingElseIsRefusedWithWhatWouldBeRight(String slots) {
        assertThatThrownBy(() -> SlotLimit.of(config(Map.of("shakedown.worker.slots", slots))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shakedown.worker.slots: " + slots + ": must be a number from 1 on, such as 8, or auto");
    }

    private static WorkerConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 1_000, new DurationConverter())
                .withMapping(WorkerConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(WorkerConfig.class);
    }
}
