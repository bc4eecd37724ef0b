package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On N(y) = w y the smallest budget is the root of a quadratic equation, as long as outputs stay in [0,1]. */
class BudgetBisectionTest {

    private static final int HEIGHT = 6;
    private static final int WIDTH = 7;
    private static final int VALUES = 3 * HEIGHT * WIDTH;

    private SplittableRandom random;
    private float[] weights;
    private DiagonalNetwork network;
    private PlanarImage y;
    private PlanarImage sharp;

    @BeforeEach
    void build() {
        random = new SplittableRandom(7);
        weights = Attacks.randomValues(random, VALUES, 0.5, 1);
        network = new DiagonalNetwork(HEIGHT, WIDTH, weights);
        y = Attacks.randomImage(random, HEIGHT, WIDTH, 0.4, 0.7);
        float[] near = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            near[i] = (float) (weights[i] * y.values()[i] + 0.02 * (2 * random.nextDouble() - 1));
        }
        sharp = PlanarImage.of(HEIGHT, WIDTH, near);
    }

    @ParameterizedTest
    @CsvSource({"ADAM, 1", "ADAM, 3", "ADAM, 6", "SIGN, 6", "APGD, 6"})
    void theSmallestBudgetIsFoundWithinTheTolerance(Update update, double loss) {
        Attack attack = attack(loss, 8, update);

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double budget = 255 * Distances.max(done.perturbation());
        assertThat(budget - smallest(loss)).isBetween(0.0, 0.02);
        assertThat(budget * 512 / 8 % 1).as("a multiple of the last half").isCloseTo(0, within(1e-4));
        assertThat(loss(done)).isGreaterThanOrEqualTo(loss).isCloseTo(loss, within(0.2));
    }

    @Test
    void aBudgetThatIsTooSmallIsSearchedOnce() {
        Attack attack = attack(6, smallest(6) * 0.9, Update.SIGN);

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        assertThat(Distances.max(done.perturbation())).isEqualTo(attack.epsilon());
        assertThat(loss(done)).isBetween(3.0, 6.0);
        assertThat(done.steps()).isEqualTo(attack.spec().steps());
    }

    @Test
    void aPerfectOutputThatCannotBeLeftIsNotLost() {
        float[] output = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            output[i] = weights[i] * y.values()[i];
        }
        sharp = PlanarImage.of(HEIGHT, WIDTH, output);

        AttackOutcome.Completed done = TestRuns.complete(network, attack(6, 8, Update.ADAM));

        // The distance has no gradient at 0. All steps of the largest budget were tried, and no other budget.
        assertThat(done.finalObjective()).isZero();
        assertThat(done.steps()).isEqualTo(30);
        assertThat(done.restart()).isEqualTo(512);
        assertThat(done.stillness()).isNotNull();
    }

    @Test
    void aBisectionGoesOnInAnotherBatchAsIfItHadNotBeenTakenOut() {
        Attack attack = attack(3, 8, Update.ADAM);
        AttackOutcome.Completed whole = TestRuns.complete(network, attack);

        for (int cut : List.of(3, 17, 40, 61)) {
            AttackState state;
            try (AttackBatch batch = batch()) {
                batch.admit(attack);
                for (int i = 0; i < cut; i++) {
                    assertThat(batch.step())
                            .as("the bisection takes more than %d steps", cut)
                            .isEmpty();
                }
                state = ((SuspendOutcome.Suspended) batch.suspend(attack)).state();
            }
            AttackState read = AttackStateCodec.decode(AttackStateCodec.encode(state));
            AttackOutcome.Completed resumed = resume(AttackStart.of(attack, read));

            assertThat(resumed.perturbation()).isEqualTo(whole.perturbation());
            assertThat(resumed.trace()).isEqualTo(whole.trace());
        }
    }

    private AttackBatch batch() {
        return new AttackBatch(network, HEIGHT, WIDTH, TestPasses.of(1, 1), (attack, step, objective) -> {});
    }

    private AttackOutcome.Completed resume(AttackStart start) {
        try (AttackBatch batch = batch()) {
            batch.admit(start);
            List<AttackOutcome> ended = List.of();
            while (ended.isEmpty()) {
                ended = TestRuns.step(batch, network);
            }
            return (AttackOutcome.Completed) ended.get(0);
        }
    }

    private Attack attack(double loss, double budget, Update update) {
        return Attacks.on(y)
                .budget(budget)
                .update(update)
                .steps(30)
                .minimumBudget(sharp, loss, 0.02)
                .attack();
    }

    /**
     * In 255ths: all values as far from x as they can be, sum of (|w y - x| + w epsilon)^2 = 10^(loss/10) sum of (w y -
     * x)^2.
     */
    private double smallest(double loss) {
        double a = 0;
        double b = 0;
        double c = 0;
        for (int i = 0; i < VALUES; i++) {
            double miss = Math.abs((double) (weights[i] * y.values()[i]) - sharp.values()[i]);
            a += (double) weights[i] * weights[i];
            b += 2 * miss * weights[i];
            c += miss * miss * (1 - Math.pow(10, loss / 10));
        }
        return 255 * (Math.sqrt(b * b - 4 * a * c) - b) / (2 * a);
    }

    /** In dB. */
    private double loss(AttackOutcome.Completed done) {
        double clean = 0;
        double attacked = 0;
        for (int i = 0; i < VALUES; i++) {
            float moved = weights[i] * (y.values()[i] + done.perturbation().values()[i]);
            clean += Math.pow((double) (weights[i] * y.values()[i]) - sharp.values()[i], 2);
            attacked += Math.pow((double) moved - sharp.values()[i], 2);
        }
        return 10 * Math.log10(attacked / clean);
    }
}
