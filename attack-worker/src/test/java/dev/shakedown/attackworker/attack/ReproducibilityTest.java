package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the batch that an attack runs in changes about its result: nothing but the order of float32 sums. */
class ReproducibilityTest {

    private static final int SIDE = 32;
    private static final int STEPS = Integer.getInteger("shakedown.reproducibility.steps", 10);
    private static final double MOST_DECIBELS = 0.02;

    @ParameterizedTest
    @ValueSource(strings = {"wiener-cnn", "dwdn-mini", "mprnet-mini", "deblurganv2-mini"})
    void aloneBitForBitAndInAnyBatchToAFewHundredthsOfADecibel(String name) {
        SplittableRandom random = new SplittableRandom(31);
        try (RestorationNetwork network = AttackTestNetworks.open(name)) {
            int side = Math.max(SIDE, network.card().minimumSize());
            List<Attack> attacks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                attacks.add(Attacks.on(Attacks.randomImage(random, side, side, 0, 1))
                        .kernel(Attacks.randomKernel(random, 7 + 2 * i))
                        .steps(STEPS)
                        .budget(4 + 2 * i)
                        .traceEvery(STEPS)
                        .seed(i)
                        .attack());
            }
            AttackOutcome.Completed alone = TestRuns.complete(network, attacks.get(0));

            AttackOutcome.Completed again = TestRuns.complete(network, attacks.get(0));
            PlanarImage clean = TestRuns.cleanOutput(network, attacks.get(0));

            assertThat(again.perturbation()).isEqualTo(alone.perturbation());
            for (PassPlan plan : List.of(new PassPlan(1, 1), new PassPlan(3, 1), new PassPlan(1, 2))) {
                AttackOutcome.Completed inBatch =
                        TestRuns.run(network, TestPasses.of(plan.rows(), plan.lanes()), 3, attacks).stream()
                                .filter(outcome -> outcome.attack() == attacks.get(0))
                                .map(AttackOutcome.Completed.class::cast)
                                .findFirst()
                                .orElseThrow();

                double psnr = ImageComparison.compare(TestRuns.attackedOutput(network, alone), clean)
                        .psnr();
                double psnrInBatch = ImageComparison.compare(TestRuns.attackedOutput(network, inBatch), clean)
                        .psnr();
                System.out.printf(
                        Locale.ROOT,
                        "%s, 3 slots by %s: delta differs by %.1e of its norm, objective by %.1e, PSNR by %.1e dB%n",
                        name,
                        plan,
                        Distances.l2(inBatch.perturbation(), alone.perturbation()) / Distances.l2(alone.perturbation()),
                        inBatch.finalObjective() / alone.finalObjective() - 1,
                        psnrInBatch - psnr);
                assertThat(psnrInBatch).isCloseTo(psnr, within(MOST_DECIBELS));
            }
        }
    }

    @Test
    void fiveHundredStepsLeaveNoArraysBehind() {
        SplittableRandom random = new SplittableRandom(32);
        Attack attack = Attacks.on(Attacks.randomImage(random, 18, 22, 0, 1))
                .kernel(Attacks.randomKernel(random, 7))
                .restarts(2)
                .noise(2, 0.01)
                .best()
                .steps(500)
                .traceEvery(7)
                .attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn");
                AttackBatch batch = new AttackBatch(network, 18, 22, TestPasses.of(2, 1), (a, step, objective) -> {})) {
            batch.admit(attack);
            batch.step();
            int before = batch.arrays();

            for (int step = 2; step < 500; step++) {
                batch.step();
                assertThat(batch.arrays()).isEqualTo(before);
            }

            assertThat(batch.step()).hasSize(1);
            assertThat(batch.arrays()).isZero();
        }
    }
}
