package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One delta for all three channels. */
class GreyAttackTest {

    private static final int SIDE = 6;
    private static final int PIXELS = SIDE * SIDE;

    private final SplittableRandom random = new SplittableRandom(5);
    /** Near 0 and 1, so that clipping matters. */
    private final PlanarImage y = Attacks.randomImage(random, SIDE, SIDE, 0, 1);

    private final float[] weights = Attacks.randomValues(random, 3 * PIXELS, 0.5, 2);
    private final DiagonalNetwork network = new DiagonalNetwork(SIDE, SIDE, weights);

    @ParameterizedTest
    @CsvSource({
        "ADAM, UNIFORM, false",
        "SIGN, GAUSSIAN, false",
        "APGD, UNIFORM, false",
        "SQUARE, UNIFORM, false",
        "ADAM, GAUSSIAN, true",
        "GRADIENT, UNIFORM, true",
        "APGD, GAUSSIAN, true"
    })
    void deltaIsTheSameInAllChannelsAndKeepsTheBudget(Update update, Start start, boolean inBall) {
        Attacks attacks = Attacks.on(y).budget(8).start(start).steps(30);
        attacks = inBall ? attacks.inBall(update) : attacks.update(update);
        if (update == Update.APGD || update == Update.SQUARE) {
            attacks = attacks.best().stepSize(16 / 255.0);
        }
        Attack colour = attacks.attack();
        Attack grey = attacks.grey().attack();

        AttackOutcome.Completed inColour = TestRuns.complete(network, colour);
        AttackOutcome.Completed inGrey = TestRuns.complete(network, grey);

        assertThat(Constraint.isGrey(inGrey.perturbation())).isTrue();
        assertThat(Constraint.isGrey(inColour.perturbation())).isFalse();
        assertThat(Constraint.violation(grey, y, inGrey.perturbation())).isEmpty();
        assertThat(Constraint.violation(grey, y, inColour.perturbation()))
                .hasValueSatisfying(violation -> assertThat(violation).contains("the attack is grey"));
        assertThat(inGrey.finalObjective())
                .isBetween(inGrey.trace().get(0).objective(), inColour.finalObjective() * 1.05);
    }

    /** Least squares in one number a pixel, in the interval that all channels allow. */
    @Test
    void theNearestOutputIsThatOfTheClosedForm() {
        PlanarImage target = Attacks.randomImage(random, SIDE, SIDE, 0, 1);
        Attack attack = Attacks.on(y)
                .towards(target)
                .measure(Distance.Measure.MSE)
                .budget(8)
                .steps(600)
                .grey()
                .attack();

        float[] delta = TestRuns.complete(network, attack).perturbation().values();

        for (int pixel = 0; pixel < PIXELS; pixel++) {
            double pull = 0;
            double stiffness = 0;
            double low = -8 / 255.0;
            double high = 8 / 255.0;
            for (int at = pixel; at < 3 * PIXELS; at += PIXELS) {
                double weight = weights[at];
                double value = y.values()[at];
                pull += weight * (target.values()[at] - weight * value);
                stiffness += weight * weight;
                low = Math.max(low, -value);
                high = Math.min(high, 1 - value);
            }
            double best = Math.max(low, Math.min(high, pull / stiffness));
            assertThat((double) delta[pixel]).as("pixel %d", pixel).isCloseTo(best, within(1e-3));
        }
    }

    @Test
    void aNeighbourInTheBatchIsNotTouched() {
        Attack colour = Attacks.on(y).steps(20).attack();
        Attack grey = Attacks.on(y).steps(20).seed(2).grey().attack();

        List<AttackOutcome> together = TestRuns.run(network, TestPasses.of(2, 1), 2, List.of(colour, grey));

        assertThat(together)
                .extracting(outcome -> ((AttackOutcome.Completed) outcome).perturbation())
                .containsExactly(
                        TestRuns.complete(network, colour).perturbation(),
                        TestRuns.complete(network, grey).perturbation());
    }
}
