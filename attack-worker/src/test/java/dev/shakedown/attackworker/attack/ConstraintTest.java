package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConstraintTest {

    private static final float EPSILON = Attack.epsilonOf(4);

    @Test
    void everyFeasiblePerturbationKeepsItWhateverTheImage() {
        SplittableRandom random = new SplittableRandom(1);
        for (int draw = 0; draw < 200; draw++) {
            // As noise leaves it: some values are outside of [0, 1].
            PlanarImage y = Attacks.randomImage(random, 12, 10, -0.1, 1.1);
            Attack attack = Attacks.on(y).seed(draw).attack();
            FeasibleSet feasible = FeasibleSet.of(attack);

            for (float[] delta : new float[][] {
                feasible.lower().values(), feasible.upper().values(), StartingPoint.draw(attack, 0, feasible)
            }) {
                assertThat(Constraint.violation(attack, y, PlanarImage.of(12, 10, delta)))
                        .isEmpty();
            }
        }
    }

    @Test
    void theNextLargerFloatBreaksIt() {
        Attack attack = Attacks.on(image(0.5f)).attack();

        assertThat(violation(attack, EPSILON)).isNull();
        assertThat(violation(attack, -EPSILON)).isNull();
        assertThat(violation(attack, Math.nextUp(EPSILON))).contains("above epsilon");
        assertThat(violation(attack, -Math.nextUp(EPSILON))).contains("above epsilon");
        assertThat(violation(attack, Float.NaN)).contains("above epsilon");
    }

    @Test
    void clippingForbidsToLeaveTheValueRangeOrToGoFurtherOut() {
        assertThat(violation(Attacks.on(image(1f)).attack(), 0.001f)).contains("further out of [0, 1]");
        assertThat(violation(Attacks.on(image(0f)).attack(), -0.001f)).contains("further out of [0, 1]");
        assertThat(violation(Attacks.on(image(1.01f)).attack(), 0.001f)).contains("further out of [0, 1]");
        assertThat(violation(Attacks.on(image(1.01f)).attack(), -0.001f)).isNull();
        assertThat(violation(Attacks.on(image(1f)).unclipped().attack(), 0.001f))
                .isNull();
    }

    @Test
    void inTheL2NormTheWholePerturbationIsBoundedNotItsLargestValue() {
        Attack attack =
                Attacks.on(image(0.5f)).inBall(AttackSpec.Update.GRADIENT).attack();

        assertThat(violation(attack, (float) (0.999 * attack.radius()))).isNull();
        assertThat(violation(attack, (float) (1.001 * attack.radius()))).contains("above the radius");
        assertThat(violation(attack, Float.NaN)).contains("above the radius");
    }

    @Test
    void everyImageOfAUniversalAttackIsKeptInTheValueRange() {
        Attack attack = Attacks.on(image(0.5f)).also(image(1f), null).attack();

        assertThat(violation(attack, -0.001f)).isNull();
        assertThat(violation(attack, 0.001f)).contains("further out of [0, 1] than y = 1.0");
    }

    @Test
    void aPerturbationOfAnotherSizeBreaksIt() {
        Attack attack = Attacks.on(image(0.5f)).attack();

        assertThat(Constraint.violation(attack, attack.blurred(), PlanarImage.of(1, 2, new float[6])))
                .contains("delta is 2x1, y is 2x2");
    }

    private static String violation(Attack attack, float lastValue) {
        float[] delta = new float[12];
        delta[11] = lastValue;
        return Constraint.violation(attack, attack.blurred(), PlanarImage.of(2, 2, delta))
                .orElse(null);
    }

    private static PlanarImage image(float value) {
        float[] values = new float[12];
        java.util.Arrays.fill(values, value);
        return PlanarImage.of(2, 2, values);
    }
}
