package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.attackworker.attack.Stillness.Cause;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StillnessTest {

    private static final int SIDE = 6;
    private static final UnaryOperator<NDArray> IDENTITY = y -> y.mul(1);

    private final SplittableRandom random = new SplittableRandom(5);
    private final PlanarImage y = Attacks.randomImage(random, SIDE, SIDE, 0.3, 0.7);
    private final PlanarImage other = Attacks.randomImage(random, SIDE, SIDE, 0.3, 0.7);

    static List<Arguments> networksWithoutGradient() {
        return List.of(
                network("constant", y -> y.mul(0).add(0.5)),
                network("made without y", NDArray::zerosLike),
                network("detached", y -> y.stopGradient().mul(2)),
                network("rounded", y -> y.mul(255).round().div(255)),
                network("clamped above", y -> y.add(2).minimum(1)));
    }

    private static Arguments network(String name, UnaryOperator<NDArray> function) {
        return Arguments.of(name, function);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networksWithoutGradient")
    void aNetworkWithoutAGradientLeavesTheAttackWhereItBegan(String name, UnaryOperator<NDArray> function) {
        FunctionNetwork network = new FunctionNetwork(function);

        assertThat(cause(network, Attacks.on(y))).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(cause(network, Attacks.on(y).awayFrom(other))).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(cause(network, Attacks.on(y).best())).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(cause(network, Attacks.on(y).update(Update.SIGN))).isEqualTo(Cause.PERTURBATION_PINNED);
        assertThat(cause(network, Attacks.on(y).inBall(Update.GRADIENT))).isEqualTo(Cause.PERTURBATION_PINNED);
    }

    @Test
    void anAttackInWhichNothingCountsHasNoGradient() {
        PlanarImage nothing = PlanarImage.of(SIDE, SIDE, new float[3 * SIDE * SIDE]);

        assertThat(cause(IDENTITY, Attacks.on(y).weights(nothing))).isEqualTo(Cause.GRADIENT_ZERO);
    }

    @Test
    void aStartWhereTheGradientVanishesIsNeverLeft() {
        assertThat(cause(IDENTITY, Attacks.on(y).towards(y).start(Start.ZERO))).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(cause(IDENTITY, Attacks.on(y).awayFrom(y).start(Start.ZERO))).isEqualTo(Cause.GRADIENT_ZERO);
    }

    @Test
    void aStartWhereEveryStepLeadsOutIsNeverLeft() {
        float[] ones = new float[3 * SIDE * SIDE];
        Arrays.fill(ones, 1);
        PlanarImage black = PlanarImage.of(SIDE, SIDE, new float[ones.length]);
        Attacks pinned = Attacks.on(black)
                .awayFrom(PlanarImage.of(SIDE, SIDE, ones))
                .start(Start.ZERO)
                .update(Update.SIGN);

        assertThat(cause(IDENTITY, pinned)).isEqualTo(Cause.PERTURBATION_PINNED);
    }

    @Test
    void squaresMoveWithoutAGradientUnlessTheObjectiveStays() {
        UnaryOperator<NDArray> rounded = y -> y.mul(255).round().div(255);

        assertThat(stillness(
                        new FunctionNetwork(rounded), Attacks.on(y).squares().attack()))
                .isNull();
        assertThat(cause(y -> y.mul(0).add(0.5), Attacks.on(y).awayFrom(other).squares()))
                .isEqualTo(Cause.OBJECTIVE_STAYED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Update.class,
            names = "SQUARE", // has no step size
            mode = EnumSource.Mode.EXCLUDE)
    void stepsThatDoNotChangeAFloatAreNoMovement(Update update) {
        Attacks attacks = Attacks.on(y).stepSize(1e-12).steps(2);
        attacks = update == Update.GRADIENT ? attacks.inBall(update) : attacks.update(update);
        attacks = update == Update.APGD ? attacks.best() : attacks;

        Stillness stillness = stillness(new FunctionNetwork(IDENTITY), attacks.attack());

        assertThat(stillness.cause()).isEqualTo(Cause.PERTURBATION_STAYED);
        assertThat(stillness.figure()).isLessThan(1e-9);
    }

    @Test
    void anObjectiveThatNeverChangesIsNoMovementThoughThePerturbationMoves() {
        // Straight-through: rounded forward, the identity's gradient back.
        UnaryOperator<NDArray> straight =
                y -> y.add(y.mul(2).round().div(2).sub(y).stopGradient());
        PlanarImage near = Attacks.randomImage(random, SIDE, SIDE, 0.45, 0.55);

        Stillness stillness = stillness(
                new FunctionNetwork(straight), Attacks.on(near).towards(other).attack());

        assertThat(stillness.cause()).isEqualTo(Cause.OBJECTIVE_STAYED);
        assertThat(stillness.figure()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Update.class)
    void aUsualAttackMoves(Update update) {
        Attacks attacks = Attacks.on(y).steps(3);
        attacks = update == Update.GRADIENT ? attacks.inBall(update) : attacks.update(update);
        attacks = update == Update.APGD || update == Update.SQUARE ? attacks.best() : attacks;

        assertThat(stillness(new FunctionNetwork(IDENTITY), attacks.attack())).isNull();
        assertThat(stillness(
                        new FunctionNetwork(IDENTITY), Attacks.on(y).steps(1).attack()))
                .isNull();
    }

    @Test
    void anAttackMovesIfOneOfItsSearchesDoes() {
        assertThat(cause(y -> y.mul(0), Attacks.on(y).restarts(3))).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(stillness(
                        new FunctionNetwork(IDENTITY), Attacks.on(y).restarts(3).attack()))
                .isNull();
    }

    @Test
    void anAttackThatGoesOnElsewhereIsJudgedLikeOneThatNeverStopped() {
        FunctionNetwork network = new FunctionNetwork(y -> y.mul(0));
        Attack attack =
                Attacks.on(y).restarts(2).plateau(3, 0.1).best().steps(9).attack();

        AttackState state;
        try (AttackBatch batch = batch(network)) {
            batch.admit(attack);
            batch.step();
            batch.step();
            state = ((SuspendOutcome.Suspended) batch.suspend(attack)).state();
        }
        AttackOutcome.Completed resumed = null;
        try (AttackBatch batch = batch(network)) {
            batch.admit(AttackStart.of(attack, AttackStateCodec.decode(AttackStateCodec.encode(state))));
            while (resumed == null) {
                for (AttackOutcome outcome : TestRuns.step(batch, network)) {
                    resumed = (AttackOutcome.Completed) outcome;
                }
            }
        }

        assertThat(resumed.stillness())
                .isEqualTo(new Stillness(Cause.GRADIENT_ZERO, 0))
                .isEqualTo(stillness(network, attack));
    }

    @Test
    void theStillnessOfEndedSearchesSurvivesTheirState() {
        AttackState.Progress progress = new AttackState.Progress(0, 3, 1, 2, 3, List.of());
        List<AttackState.Found> found = List.of(
                new AttackState.Found(progress, y, null, 3, null),
                new AttackState.Found(progress, y, null, 3, new Stillness(Cause.PERTURBATION_STAYED, 1e-12)));
        AttackState state = new AttackState(List.of(), found);

        assertThat(AttackStateCodec.decode(AttackStateCodec.encode(state))).isEqualTo(state);
    }

    private static AttackBatch batch(FunctionNetwork network) {
        return new AttackBatch(network, SIDE, SIDE, TestPasses.of(1, 1), (attack, step, objective) -> {});
    }

    private static Cause cause(UnaryOperator<NDArray> function, Attacks attacks) {
        return cause(new FunctionNetwork(function), attacks);
    }

    private static Cause cause(FunctionNetwork network, Attacks attacks) {
        return stillness(network, attacks.attack()).cause();
    }

    private static Stillness stillness(FunctionNetwork network, Attack attack) {
        return TestRuns.complete(network, attack).stillness();
    }
}
