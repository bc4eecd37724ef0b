package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.attack.AttackBatch.AttackListener;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttackBatchTest {

    private static final int HEIGHT = 6;
    private static final int WIDTH = 5;
    private static final AttackListener SILENT = (attack, step, objective) -> {};

    @Test
    void untargetedAttackOnALinearNetworkReachesTheOptimumOnPaper() {
        SplittableRandom random = new SplittableRandom(1);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        Attack attack = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0.1, 0.9))
                .steps(60)
                .budget(4)
                .attack();

        AttackOutcome.Completed done = completed(
                run(new DiagonalNetwork(HEIGHT, WIDTH, weights), attack).get(0));

        // ||w delta|| is greatest in a corner of the box, where it is epsilon ||w||.
        double norm = 0;
        for (float weight : weights) {
            norm += (double) weight * weight;
        }
        assertThat(done.finalObjective()).isCloseTo(attack.epsilon() * Math.sqrt(norm), within(1e-6));
        for (float delta : done.perturbation().values()) {
            assertThat(Math.abs(delta)).isEqualTo(attack.epsilon());
        }
    }

    @Test
    void targetedAttackOnALinearNetworkReachesTheOptimumOnPaper() {
        SplittableRandom random = new SplittableRandom(2);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        Attack attack = Attacks.on(y)
                .towards(target)
                .steps(400)
                .stepSize(5e-4)
                .budget(8)
                .attack();

        AttackOutcome.Completed done = completed(
                run(new DiagonalNetwork(HEIGHT, WIDTH, weights), attack).get(0));

        // Value by value, w (y + delta) comes as near to the target as the box lets it.
        FeasibleSet feasible = FeasibleSet.of(attack);
        double least = 0;
        for (int i = 0; i < weights.length; i++) {
            float wish = target.values()[i] / weights[i] - y.values()[i];
            double miss = weights[i] * (y.values()[i] + feasible.project(i, wish)) - target.values()[i];
            least += miss * miss;
        }
        assertThat(done.finalObjective()).isCloseTo(Math.sqrt(least), within(1e-4 * Math.sqrt(least)));
    }

    @Test
    void followsAnIndependentDoublePrecisionAdamStepByStep() {
        SplittableRandom random = new SplittableRandom(3);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        for (int steps : new int[] {1, 2, 7, 30}) {
            Attack attack =
                    Attacks.on(y).towards(target).steps(steps).budget(12).attack();

            AttackOutcome.Completed done = completed(
                    run(new DiagonalNetwork(HEIGHT, WIDTH, weights), attack).get(0));

            double[] expected = referenceAdam(attack, weights);
            float[] actual = done.perturbation().values();
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).as("step %d, value %d", steps, i).isCloseTo(expected[i], within(2e-6));
            }
        }
    }

    /** Adam as its paper has it, on the gradient w (w (y + delta) - r) / ||w (y + delta) - r||. */
    private static double[] referenceAdam(Attack attack, float[] weights) {
        FeasibleSet feasible = FeasibleSet.of(attack);
        float[] start = StartingPoint.draw(attack, 0, feasible);
        int n = start.length;
        double[] delta = new double[n];
        double[] m = new double[n];
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            delta[i] = start[i];
        }
        for (int t = 1; t <= attack.spec().steps(); t++) {
            double[] miss = new double[n];
            double norm = 0;
            for (int i = 0; i < n; i++) {
                miss[i] = weights[i] * (attack.blurred().values()[i] + delta[i])
                        - attack.target().values()[i];
                norm += miss[i] * miss[i];
            }
            for (int i = 0; i < n; i++) {
                double g = weights[i] * miss[i] / Math.sqrt(norm);
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                double corrected = m[i] / (1 - Math.pow(0.9, t));
                double spread = Math.sqrt(v[i] / (1 - Math.pow(0.999, t)));
                double next = delta[i] - attack.spec().stepSize() * corrected / (spread + 1e-8);
                delta[i] = Math.min(
                        Math.max(next, feasible.lower().values()[i]),
                        feasible.upper().values()[i]);
            }
        }
        return delta;
    }

    @Test
    void neverLeavesTheBudgetAndWithClippingNeverLeavesTheValueRange() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 60; i++) {
            double budget = 0.1 + 30 * random.nextDouble();
            boolean clip = random.nextBoolean();
            Attacks attacks = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                    .steps(1 + random.nextInt(25))
                    .stepSize(0.05 * random.nextDouble())
                    .budget(budget)
                    .seed(random.nextLong());
            if (random.nextBoolean()) {
                attacks.towards(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1));
            }
            if (random.nextBoolean()) {
                attacks.best();
            }
            Attack attack = clip ? attacks.attack() : attacks.unclipped().attack();
            float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, -2, 2);

            AttackOutcome.Completed done = completed(
                    run(new DiagonalNetwork(HEIGHT, WIDTH, weights), attack).get(0));

            assertThat(Distances.max(done.perturbation())).isLessThanOrEqualTo((float) (budget / 255));
            if (clip) {
                for (float value : attack.blurred().plus(done.perturbation()).values()) {
                    assertThat(value).isBetween(0f, 1f);
                }
            }
        }
    }

    @Test
    void clippingLeavesRoomForZeroWhereNoiseTookTheInputOutOfRange() {
        PlanarImage y = PlanarImage.of(1, 2, new float[] {-0.2f, 1.3f, 0.5f, 0f, 1f, 0.001f});

        FeasibleSet feasible = FeasibleSet.of(Attacks.on(y).budget(255 * 0.01).attack());

        assertThat(feasible.lower().values()).containsExactly(0f, -0.01f, -0.01f, 0f, -0.01f, -0.001f);
        assertThat(feasible.upper().values()).containsExactly(0.01f, 0f, 0.01f, 0.01f, 0f, 0.01f);
    }

    @Test
    void theSameAttackGivesTheSamePerturbationBitForBit() {
        SplittableRandom random = new SplittableRandom(5);
        PlanarImage y = Attacks.randomImage(random, 40, 48, 0, 1);
        Attack attack = Attacks.on(y)
                .kernel(Attacks.randomKernel(random, 7))
                .steps(8)
                .seed(77)
                .attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener")) {
            AttackOutcome.Completed once = completed(run(network, attack).get(0));
            AttackOutcome.Completed again = completed(run(network, attack).get(0));

            assertThat(again.perturbation()).isEqualTo(once.perturbation());
            assertThat(again.finalObjective()).isEqualTo(once.finalObjective());
        }
    }

    @Test
    void anotherSeedStartsElsewhere() {
        SplittableRandom random = new SplittableRandom(6);
        PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        Attack one = Attacks.on(y).seed(1).attack();
        Attack other = Attacks.on(y).seed(2).attack();

        float[] first = StartingPoint.draw(one, 0, FeasibleSet.of(one));
        float[] second = StartingPoint.draw(other, 0, FeasibleSet.of(other));

        assertThat(first).isNotEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiener", "unrolled", "sharpen"})
    void slotsThatDifferInEverythingGiveWhatEachGivesAlone(String name) {
        SplittableRandom random = new SplittableRandom(7);
        List<Attack> attacks = List.of(
                attackOn(random, 5).steps(12).budget(4).attack(),
                attackOn(random, 11).steps(5).budget(8).best().attack(),
                attackOn(random, 7)
                        .towards(Attacks.randomImage(random, 36, 44, 0, 1))
                        .steps(9)
                        .budget(2)
                        .attack(),
                attackOn(random, 15).steps(7).budget(12).unclipped().attack());
        try (RestorationNetwork network = AttackTestNetworks.open(name)) {
            List<AttackOutcome> alone = new ArrayList<>();
            attacks.forEach(attack -> alone.addAll(run(network, attack)));

            List<AttackOutcome> together = TestRuns.run(network, TestPasses.of(2, 1), 2, attacks);

            assertThat(together).hasSameSizeAs(attacks);
            for (AttackOutcome outcome : together) {
                AttackOutcome.Completed shared = completed(outcome);
                AttackOutcome.Completed single = completed(alone.get(attacks.indexOf(outcome.attack())));
                assertThat(shared.countedStep()).isEqualTo(single.countedStep());
                assertThat(shared.finalObjective())
                        .isCloseTo(single.finalObjective(), within(1e-4 * single.finalObjective()));
                assertThat(Distances.l2(shared.perturbation(), single.perturbation()))
                        .isLessThan(1e-3 * Distances.l2(single.perturbation()));
            }
        }
    }

    @Test
    void aBlindNetworkNeedsNoKernelBesideSlotsThatHaveOneAndGivesTheSameWithAny() {
        SplittableRandom random = new SplittableRandom(11);
        PlanarImage y = Attacks.randomImage(random, 36, 44, 0, 1);
        List<Attack> attacks = List.of(
                Attacks.on(y).kernel(Attacks.randomKernel(random, 7)).steps(6).attack(),
                Attacks.on(y).steps(6).attack(),
                Attacks.on(y).kernel(Attacks.randomKernel(random, 15)).steps(6).attack());
        try (RestorationNetwork network = AttackTestNetworks.open("sharpen")) {
            List<AttackOutcome> outcomes = TestRuns.run(network, TestPasses.of(3, 1), 3, attacks);

            assertThat(outcomes).hasSize(3).allSatisfy(outcome -> {
                AttackOutcome.Completed done = completed(outcome);
                assertThat(Distances.l2(
                                done.perturbation(), completed(outcomes.get(0)).perturbation()))
                        .isLessThan(1e-3 * Distances.l2(done.perturbation()));
                Evaluation evaluation = ((JudgeOutcome.Passed)
                                new AttackEvaluation(done, y, done.perturbation(), y).onItsOwn(network))
                        .evaluation();
                assertThat(evaluation.finalObjective()).isFinite().isGreaterThan(evaluation.initialObjective());
                assertThat(evaluation.attackedToSharp()).isNotNull();
            });
        }
    }

    @Test
    void aNonBlindNetworkRefusesAnAttackWithoutAKernelAndGoesOnWithTheOthers() {
        SplittableRandom random = new SplittableRandom(12);
        Attack without =
                Attacks.on(Attacks.randomImage(random, 36, 44, 0, 1)).steps(2).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("unrolled");
                AttackBatch batch = new AttackBatch(network, 36, 44, TestPasses.of(1, 1), SILENT)) {
            batch.admit(attackOn(random, 5).steps(1).attack());

            assertThatThrownBy(() -> batch.admit(without))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unrolled is non-blind and needs a kernel");

            assertThat(TestRuns.step(batch, network)).singleElement().isInstanceOf(AttackOutcome.Completed.class);
        }
    }

    @Test
    void theBestIterateIsNeverWorseThanTheLastNorThanAnyThatWasRead() {
        SplittableRandom random = new SplittableRandom(8);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0.4, 0.6);
        int beforeTheLast = 0;
        for (int steps = 2; steps < 20; steps++) {
            // Steps far too large, so that the iterates jump about.
            Attack attack = Attacks.on(y)
                    .towards(target)
                    .budget(60)
                    .stepSize(0.2)
                    .steps(steps)
                    .best()
                    .attack();

            AttackOutcome.Completed done = completed(
                    run(new DiagonalNetwork(HEIGHT, WIDTH, weights), attack).get(0));

            TracePoint least = done.trace().stream()
                    .min((p, q) -> Double.compare(p.objective(), q.objective()))
                    .orElseThrow();
            assertThat(done.trace()).hasSize(steps + 1);
            assertThat(done.countedStep()).isEqualTo(least.step());
            assertThat(done.finalObjective()).isCloseTo(least.objective(), within(1e-5 * least.objective()));
            beforeTheLast += least.step() < steps ? 1 : 0;
        }
        assertThat(beforeTheLast).isPositive();
    }

    @Test
    void aSlotThatStopsBeingFiniteFailsAlone() {
        SplittableRandom random = new SplittableRandom(9);
        float[] values = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0, 1);
        float[] poisoned = values.clone();
        poisoned[7] = Float.NaN;
        Attack healthy =
                Attacks.on(PlanarImage.of(HEIGHT, WIDTH, values)).steps(5).attack();
        Attack sick =
                Attacks.on(PlanarImage.of(HEIGHT, WIDTH, poisoned)).steps(5).attack();
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        DiagonalNetwork network = new DiagonalNetwork(HEIGHT, WIDTH, weights);

        List<AttackOutcome> outcomes = TestRuns.run(network, TestPasses.of(2, 1), 2, List.of(sick, healthy));

        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).isEqualTo(new AttackOutcome.NotFinite(sick, 0, "the objective"));
        assertThat(completed(outcomes.get(1)).perturbation())
                .isEqualTo(completed(run(network, healthy).get(0)).perturbation());
    }

    @Test
    void tellsTheListenerTheStartAndEveryReadAndTheTraceTheEnd() {
        SplittableRandom random = new SplittableRandom(10);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        Attack attack = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                .steps(25)
                .traceEvery(10)
                .attack();
        List<Integer> heard = new ArrayList<>();
        List<AttackOutcome> outcomes = new ArrayList<>();
        DiagonalNetwork network = new DiagonalNetwork(HEIGHT, WIDTH, weights);
        try (AttackBatch batch =
                new AttackBatch(network, HEIGHT, WIDTH, TestPasses.of(1, 1), (a, step, o) -> heard.add(step))) {
            batch.admit(attack);
            for (int step = 0; step < 25; step++) {
                outcomes.addAll(TestRuns.step(batch, network));
            }
        }

        assertThat(heard).containsExactly(0, 10, 20);
        assertThat(completed(outcomes.get(0)).trace())
                .extracting(TracePoint::step)
                .containsExactly(0, 10, 20, 25);
    }

    @Test
    void anAttackThatIsWithdrawnLeavesTheOthersAsTheyAre() {
        SplittableRandom random = new SplittableRandom(13);
        float[] weights = Attacks.randomValues(random, 3 * HEIGHT * WIDTH, 0.5, 2);
        DiagonalNetwork network = new DiagonalNetwork(HEIGHT, WIDTH, weights);
        Attack stays = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                .steps(6)
                .attack();
        Attack goes = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                .steps(6)
                .restarts(2)
                .attack();
        List<AttackOutcome> outcomes = new ArrayList<>();
        try (AttackBatch batch = new AttackBatch(network, HEIGHT, WIDTH, TestPasses.of(1, 1), SILENT)) {
            batch.admit(goes);
            batch.admit(stays);
            for (int step = 0; step < 6; step++) {
                if (step == 3) {
                    batch.withdraw(goes);
                    assertThat(batch.rows()).isEqualTo(1);
                }
                outcomes.addAll(TestRuns.step(batch, network));
            }
        }

        assertThat(outcomes).hasSize(1);
        assertThat(completed(outcomes.get(0)).perturbation())
                .isEqualTo(completed(run(network, stays).get(0)).perturbation());
    }

    @Test
    void aBatchThatIsTooLargeForMemoryIsHalvedAndNothingIsLost() {
        SplittableRandom random = new SplittableRandom(14);
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            attacks.add(Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                    .steps(5 + i)
                    .attack());
        }
        CrampedNetwork network = new CrampedNetwork(2);

        List<AttackOutcome> outcomes = TestRuns.run(network, TestPasses.of(8, 1), 7, attacks);

        assertThat(network.refused()).isBetween(1, 2);
        assertThat(outcomes).hasSameSizeAs(attacks).allSatisfy(outcome -> {
            PlanarImage alone =
                    TestRuns.complete(new CrampedNetwork(1), outcome.attack()).perturbation();
            assertThat(Distances.l2(completed(outcome).perturbation(), alone)).isLessThan(1e-5 * Distances.l2(alone));
        });
    }

    @Test
    void refusesAnImageBelowTheNetworksMinimum() {
        try (RestorationNetwork network = AttackTestNetworks.open("mprnet-mini");
                AttackBatch batch = new AttackBatch(network, 4, 4, TestPasses.of(1, 1), SILENT)) {
            Attack attack = Attacks.on(PlanarImage.of(4, 4, new float[48])).attack();

            assertThatThrownBy(() -> batch.admit(attack))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("an image of 4x4: must be at least")
                    .hasMessageContaining("the minimum of mprnet-mini");
        }
    }

    @Test
    void aConstantImageIsAttackedLikeAnyOther() {
        float[] grey = new float[3 * HEIGHT * WIDTH];
        Arrays.fill(grey, 0.5f);
        Attack attack =
                Attacks.on(PlanarImage.of(HEIGHT, WIDTH, grey)).steps(40).attack();

        AttackOutcome.Completed done =
                completed(run(new CrampedNetwork(1), attack).get(0));

        // d(y^2) = 2 y delta + delta^2, largest for a positive delta.
        double corner = attack.epsilon() + (double) attack.epsilon() * attack.epsilon();
        assertThat(done.finalObjective())
                .isBetween(0.9 * corner * Math.sqrt(grey.length), 1.001 * corner * Math.sqrt(grey.length));
    }

    @Test
    void refusesAnImageOfAnotherSize() {
        DiagonalNetwork network = new DiagonalNetwork(2, 2, new float[12]);
        try (AttackBatch batch = new AttackBatch(network, 2, 2, TestPasses.of(1, 1), SILENT)) {
            Attack attack = Attacks.on(PlanarImage.of(2, 3, new float[18])).attack();

            assertThatThrownBy(() -> batch.admit(attack))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an image of 3x2 in a batch of 2x2");
        }
    }

    private static Attacks attackOn(SplittableRandom random, int kernelSize) {
        return Attacks.on(Attacks.randomImage(random, 36, 44, 0, 1))
                .kernel(Attacks.randomKernel(random, kernelSize))
                .seed(random.nextLong());
    }

    private static List<AttackOutcome> run(RestorationNetwork network, Attack... attacks) {
        return TestRuns.run(network, attacks);
    }

    private static AttackOutcome.Completed completed(AttackOutcome outcome) {
        assertThat(outcome).isInstanceOf(AttackOutcome.Completed.class);
        return (AttackOutcome.Completed) outcome;
    }
}
