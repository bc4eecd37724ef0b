package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each call from Java costs time on the host, and a number that it makes there makes it wait for a GPU. */
class StepCallsTest {

    private static final int SIDE = 32;
    private static final int MOST_CALLS = 30;

    @ParameterizedTest
    @ValueSource(strings = {"wiener-cnn", "nafnet-mini", "unrolled"})
    void aStepOfABatchMakesFewNativeCallsAndNoNumberOnTheHost(String name) {
        SplittableRandom random = new SplittableRandom(81);
        try (RestorationNetwork network = AttackTestNetworks.open(name);
                AttackBatch batch = new AttackBatch(network, SIDE, SIDE, TestPasses.of(4, 1), (a, s, o) -> {})) {
            for (int i = 0; i < 4; i++) {
                Attacks attacks = Attacks.on(Attacks.randomImage(random, SIDE, SIDE, 0, 1))
                        .kernel(Attacks.randomKernel(random, 5))
                        .traceEvery(10);
                batch.admit((i % 2 == 1 ? attacks.auto() : attacks).attack());
            }
            batch.step();

            Map<String, Integer> counts = NativeCalls.during(batch::step);

            String layer = JniUtils.class.getName() + ".";
            int calls = counts.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith(layer))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            assertThat(calls).as("%s", counts).isPositive().isLessThanOrEqualTo(MOST_CALLS);
            assertThat(counts).doesNotContainKey(layer + "createNdFromByteBuffer");
        }
    }
}
