package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A delta whose channels have the mean 0. */
class ZeroMeanAttackTest {

    private static final int SIDE = 6;
    private static final int PIXELS = SIDE * SIDE;

    private final SplittableRandom random = new SplittableRandom(9);
    /** Near 0 and 1, so that clipping matters. */
    private final PlanarImage y = Attacks.randomImage(random, SIDE, SIDE, 0, 1);

    private final float[] weights = Attacks.randomValues(random, 3 * PIXELS, 0.5, 2);
    private final DiagonalNetwork network = new DiagonalNetwork(SIDE, SIDE, weights);

    @ParameterizedTest
    @CsvSource({
        "ADAM, UNIFORM, false, false",
        "ADAM, UNIFORM, false, true",
        "SIGN, GAUSSIAN, false, false",
        "APGD, UNIFORM, false, false",
        "ADAM, GAUSSIAN, true, false",
        "GRADIENT, UNIFORM, true, true",
        "APGD, GAUSSIAN, true, false"
    })
    void channelsHaveTheMeanZeroAndTheBudgetIsKept(Update update, Start start, boolean inBall, boolean grey) {
        Attacks attacks = Attacks.on(y).budget(8).start(start).steps(30);
        attacks = inBall ? attacks.inBall(update) : attacks.update(update);
        attacks = grey ? attacks.grey() : attacks;
        if (update == Update.APGD) {
            attacks = attacks.best().stepSize(16 / 255.0);
        }
        Attack free = attacks.attack();
        Attack bound = attacks.zeroMean().attack();

        AttackOutcome.Completed ofAnyMean = TestRuns.complete(network, free);
        AttackOutcome.Completed ofMeanZero = TestRuns.complete(network, bound);

        assertThat(Constraint.violation(bound, y, ofMeanZero.perturbation())).isEmpty();
        assertThat(Constraint.violation(bound, y, ofAnyMean.perturbation()))
                .hasValueSatisfying(violation -> assertThat(violation).contains("the mean of a channel"));
        assertThat(ofMeanZero.finalObjective())
                .isGreaterThan(ofMeanZero.trace().get(0).objective());
    }

    /** The multiplier of the mean, by bisection, gives the minimum of a quadratic on a box and a plane. */
    @ParameterizedTest
    @EnumSource(names = {"ADAM", "SIGN"})
    void theNearestOutputIsThatOfTheClosedForm(Update update) {
        PlanarImage target = Attacks.randomImage(random, SIDE, SIDE, 0, 1);
        Attack attack = Attacks.on(y)
                .towards(target)
                .measure(Distance.Measure.MSE)
                .budget(8)
                .update(update)
                .steps(250)
                .zeroMean()
                .attack();

        AttackOutcome.Completed found = TestRuns.complete(network, attack);

        FeasibleSet feasible = FeasibleSet.of(attack);
        double least = 0;
        for (int from = 0; from < 3 * PIXELS; from += PIXELS) {
            double low = -10;
            double high = 10;
            for (int round = 0; round < 60; round++) {
                double middle = (low + high) / 2;
                boolean above = sum(from, middle, target, feasible, false) > 0;
                low = above ? low : middle;
                high = above ? middle : high;
            }
            least += sum(from, low, target, feasible, true) / (3 * PIXELS);
        }
        assertThat(found.finalObjective()).isCloseTo(least, within(1e-4 * least));
        assertThat(least).isLessThan(0.99 * found.trace().get(0).objective());
    }

    /** Over a channel: of delta at a multiplier, or of the squared distances there. */
    private double sum(int from, double multiplier, PlanarImage target, FeasibleSet feasible, boolean ofSquares) {
        double sum = 0;
        for (int i = from; i < from + PIXELS; i++) {
            double miss = target.values()[i] - weights[i] * y.values()[i];
            double wish = miss / weights[i] + multiplier / (weights[i] * weights[i]);
            double delta = Math.max(
                    feasible.lower().values()[i], Math.min(feasible.upper().values()[i], wish));
            double left = weights[i] * delta - miss;
            sum += ofSquares ? left * left : delta;
        }
        return sum;
    }

    @RepeatedTest(20)
    void aStartIsFeasible(RepetitionInfo repetition) {
        int seed = repetition.getCurrentRepetition();
        Attacks attacks = Attacks.on(y).budget(1 << seed % 8).seed(seed).zeroMean();
        attacks = seed % 2 == 0 ? attacks.inBall(Update.ADAM) : attacks;
        attacks = seed % 3 == 0 ? attacks.unclipped() : attacks;
        attacks = seed % 5 == 0 ? attacks.grey() : attacks;
        Attack attack = attacks.attack();

        assertThat(Constraint.violation(attack, y, attack.start())).isEmpty();
        assertThat(Distances.max(attack.start())).isGreaterThan(0);
    }

    @Test
    void aNeighbourInTheBatchIsNotTouched() {
        Attack free = Attacks.on(y).steps(20).attack();
        Attack bound = Attacks.on(y).steps(20).seed(2).zeroMean().attack();

        List<AttackOutcome> together = TestRuns.run(network, TestPasses.of(2, 1), 2, List.of(free, bound));

        assertThat(together)
                .extracting(outcome -> ((AttackOutcome.Completed) outcome).perturbation())
                .containsExactly(
                        TestRuns.complete(network, free).perturbation(),
                        TestRuns.complete(network, bound).perturbation());
    }

    @Test
    void squaresAreRefused() {
        Attacks squares = Attacks.on(y).squares().zeroMean();

        assertThatThrownBy(squares::attack)
                .hasMessageContaining("update: square")
                .hasMessageContaining("mean");
    }

    @Test
    void theMeanIsThatOfTheWorstChannel() {
        float[] values = new float[3 * PIXELS];
        values[PIXELS + 3] = -0.36f;

        assertThat(Constraint.greatestMean(PlanarImage.of(SIDE, SIDE, values))).isCloseTo(0.01, within(1e-8));
    }
}
