package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an attack has found after some of its steps is what an attack with so many steps ends with. */
class EvaluatedStepsTest {

    private static final int SIDE = 6;
    private static final List<Integer> JUDGED = List.of(1, 4, 9, 12);

    private final SplittableRandom random = new SplittableRandom(3);
    private final PlanarImage y = Attacks.randomImage(random, SIDE, SIDE, 0.2, 0.8);
    private final DiagonalNetwork network =
            new DiagonalNetwork(SIDE, SIDE, Attacks.randomValues(random, 3 * SIDE * SIDE, 0.5, 2));

    @ParameterizedTest
    @CsvSource({"ADAM, 1, false", "ADAM, 1, true", "ADAM, 3, true", "SIGN, 2, false"})
    void aShorterAttackEndsWithTheSame(Update update, int restarts, boolean best) {
        Attacks attacks = attacks(update, restarts, best);
        Attack attack = attacks.evaluatedAt(JUDGED.toArray(Integer[]::new)).attack();

        assertSame(attack, outcomes(AttackStart.of(attack), 12));
    }

    @Test
    void soItDoesWhereTheAttackIsTakenOutOfTheBatchOnTheWay() {
        Attack attack = attacks(Update.ADAM, 2, true)
                .evaluatedAt(JUDGED.toArray(Integer[]::new))
                .attack();
        for (int cut : List.of(1, 4, 5, 11)) {
            AttackState state;
            try (AttackBatch batch = batch()) {
                batch.admit(attack);
                for (int i = 0; i < cut; i++) {
                    assertThat(batch.step()).isEmpty();
                }
                state = ((SuspendOutcome.Suspended) batch.suspend(attack)).state();
            }
            AttackState read = AttackStateCodec.decode(AttackStateCodec.encode(state));

            assertSame(attack, outcomes(AttackStart.of(attack, read), 12 - cut));
        }
    }

    private Attacks attacks(Update update, int restarts, boolean best) {
        Attacks attacks =
                Attacks.on(y).update(update).restarts(restarts).steps(12).noise(2, 0.01);
        return best ? attacks.best() : attacks;
    }

    private void assertSame(Attack attack, List<AttackOutcome> outcomes) {
        assertThat(outcomes).hasSize(JUDGED.size() + 1);
        for (int i = 0; i < outcomes.size(); i++) {
            int steps = i < JUDGED.size() ? JUDGED.get(i) : 12;
            AttackOutcome.Completed found = (AttackOutcome.Completed) outcomes.get(i);
            AttackOutcome.Completed alone = TestRuns.complete(network, attack.upTo(steps));

            assertThat(found.perturbation()).as("step %d", steps).isEqualTo(alone.perturbation());
            assertThat(found.trace()).isEqualTo(alone.trace());
            assertThat(List.of(found.restart(), found.steps(), found.countedStep()))
                    .isEqualTo(List.of(alone.restart(), alone.steps(), alone.countedStep()));
            assertThat(found.finalObjective()).isEqualTo(alone.finalObjective());
            assertThat(found.stillness()).isEqualTo(alone.stillness());
        }
    }

    private List<AttackOutcome> outcomes(AttackStart start, int steps) {
        try (AttackBatch batch = batch()) {
            batch.admit(start);
            for (int i = 1; i < steps; i++) {
                assertThat(batch.step()).isEmpty();
            }
            try (EndedAttack ended = batch.step().get(0)) {
                return ended.outcomes(network);
            }
        }
    }

    private AttackBatch batch() {
        return new AttackBatch(network, SIDE, SIDE, TestPasses.of(1, 1), (attack, step, objective) -> {});
    }
}
