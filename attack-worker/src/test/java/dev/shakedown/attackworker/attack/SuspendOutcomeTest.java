package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An attack that is taken out and goes on elsewhere ends as one that never stopped, bit for bit. */
class SuspendOutcomeTest {

    private static final int HEIGHT = 24;
    private static final int WIDTH = 28;
    private static final int STEPS = 23;

    private final SplittableRandom random = new SplittableRandom(91);

    static List<Arguments> kinds() {
        return List.of(
                kind("the paper's", attack -> attack),
                kind("the best iterate", Attacks::best),
                kind("restarts with noise", attack -> attack.restarts(3).noise(2, 0.01)),
                kind("in the L2 ball", attack -> attack.inBall(AttackSpec.Update.GRADIENT)),
                kind("Auto-PGD", attack -> attack.auto().budget(16)),
                kind(
                        "Auto-PGD in the ball, with restarts",
                        attack -> attack.inBall(AttackSpec.Update.APGD).auto().restarts(2)),
                kind("squares, with restarts", attack -> attack.squares().restarts(2)),
                kind("signs", attack -> attack.update(AttackSpec.Update.SIGN)),
                kind("the kernel alone", attack -> attack.perturbing(Perturb.KERNEL, Norm.L2, 0.05)),
                kind(
                        "image and kernel, the best iterate, with restarts and noise",
                        attack -> attack.perturbing(Perturb.BOTH, Norm.LINF, 0.1)
                                .best()
                                .restarts(2)
                                .noise(2, 0.01)));
    }

    private static Arguments kind(String name, UnaryOperator<Attacks> options) {
        return Arguments.of(name, options);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void endsBitForBitAsIfItHadNotStopped(String name, UnaryOperator<Attacks> options) {
        Attack attack = options.apply(usual()).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn")) {
            AttackOutcome.Completed whole = TestRuns.complete(network, attack);

            for (List<Integer> stops : List.of(List.of(0, 1), List.of(7, 10, 10, 20), List.of(22))) {
                AttackOutcome.Completed inLegs = inLegs(network, attack, stops);

                assertThat(inLegs.perturbation()).isEqualTo(whole.perturbation());
                assertThat(inLegs.told()).isEqualTo(whole.told());
                assertThat(inLegs.trace()).isEqualTo(whole.trace());
                assertThat(inLegs.restart()).isEqualTo(whole.restart());
                assertThat(inLegs.steps()).isEqualTo(whole.steps());
                assertThat(inLegs.countedStep()).isEqualTo(whole.countedStep());
                assertThat(inLegs.finalObjective()).isEqualTo(whole.finalObjective());
            }
        }
    }

    @Test
    void searchesThatHadEndedBeforeAreNotRunAgain() {
        // The plateau ends searches at different steps.
        Attack attack =
                usual().restarts(4).plateau(4, 0.2).traceEvery(1).steps(60).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn")) {
            AttackOutcome.Completed whole = TestRuns.complete(network, attack);
            List<Integer> everyStep = new ArrayList<>();
            for (int step = 1; step < 60; step++) {
                everyStep.add(step);
            }

            AttackOutcome.Completed inLegs = inLegs(network, attack, everyStep);

            assertThat(inLegs.perturbation()).isEqualTo(whole.perturbation());
            assertThat(inLegs.trace()).isEqualTo(whole.trace());
        }
    }

    @Test
    void othersInTheBatchDoNotNotice() {
        Attack stays = usual().attack();
        Attack goes = usual().seed(5).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn");
                AttackBatch batch = batch(network)) {
            AttackOutcome.Completed alone = TestRuns.complete(network, stays);
            batch.admit(stays);
            batch.admit(goes);
            batch.step();
            batch.step();

            AttackState state = ((SuspendOutcome.Suspended) batch.suspend(goes)).state();

            assertThat(state.steps()).isEqualTo(2);
            assertThat(batch.size()).isEqualTo(1);
            assertThat(finish(batch, network).perturbation()).isEqualTo(alone.perturbation());
        }
    }

    @Test
    void anAttackThatBrokeDownUnnoticedSaysSo() {
        Attack breaking = usual().traceEvery(100).attack();
        try (RestorationNetwork network = new BreaksAfter(3);
                AttackBatch batch = batch(network)) {
            batch.admit(breaking);
            for (int i = 0; i < 3; i++) {
                batch.step();
            }

            SuspendOutcome suspension = batch.suspend(breaking);

            assertThat(suspension)
                    .isEqualTo(new SuspendOutcome.Broken(new AttackOutcome.NotFinite(breaking, 2, "the objective")));
            assertThat(batch.size()).isZero();
        }
    }

    @Test
    void refusesBytesThatAreNoState() {
        AttackState state =
                state(usual().perturbing(Perturb.BOTH, Norm.L2, 0.05).best().attack());
        byte[] bytes = AttackStateCodec.encode(state);

        assertThat(AttackStateCodec.encode(AttackStateCodec.decode(bytes))).isEqualTo(bytes);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> AttackStateCodec.decode(damaged)).isInstanceOf(IllegalArgumentException.class);
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> AttackStateCodec.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAStateOfAnotherAttack() {
        Attack other = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                .kernel(Attacks.randomKernel(random, 5))
                .restarts(2)
                .attack();
        AttackState state = state();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn");
                AttackBatch batch = batch(network)) {

            assertThatThrownBy(() -> batch.admit(AttackStart.of(other, state)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("state");
            assertThat(batch.size()).isZero();
        }
    }

    private AttackState state() {
        return state(usual().auto().attack());
    }

    private static AttackState state(Attack attack) {
        try (RestorationNetwork network = AttackTestNetworks.open("wiener-cnn");
                AttackBatch batch = batch(network)) {
            batch.admit(attack);
            batch.step();
            return ((SuspendOutcome.Suspended) batch.suspend(attack)).state();
        }
    }

    /** Runs an attack in a batch of its own for each leg; the state travels as bytes. */
    private static AttackOutcome.Completed inLegs(RestorationNetwork network, Attack attack, List<Integer> stops) {
        byte[] state = null;
        int done = 0;
        for (int stop : stops) {
            try (AttackBatch batch = batch(network)) {
                admit(batch, attack, state);
                for (; done < stop; done++) {
                    List<AttackOutcome> ended = TestRuns.step(batch, network);
                    if (!ended.isEmpty()) {
                        return (AttackOutcome.Completed) ended.get(0);
                    }
                }
                state = AttackStateCodec.encode(((SuspendOutcome.Suspended) batch.suspend(attack)).state());
            }
        }
        try (AttackBatch batch = batch(network)) {
            admit(batch, attack, state);
            return finish(batch, network);
        }
    }

    private static void admit(AttackBatch batch, Attack attack, byte[] state) {
        if (state == null) {
            batch.admit(attack);
        } else {
            batch.admit(AttackStart.of(attack, AttackStateCodec.decode(state)));
        }
    }

    private static AttackOutcome.Completed finish(AttackBatch batch, RestorationNetwork network) {
        while (true) {
            List<AttackOutcome> ended = TestRuns.step(batch, network);
            if (!ended.isEmpty()) {
                return (AttackOutcome.Completed) ended.get(0);
            }
        }
    }

    private static AttackBatch batch(RestorationNetwork network) {
        return new AttackBatch(network, HEIGHT, WIDTH, TestPasses.of(1, 1), (attack, step, objective) -> {});
    }

    private Attacks usual() {
        return Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                .kernel(Attacks.randomKernel(random, 5))
                .steps(STEPS)
                .traceEvery(5);
    }

    /** Gives y for so many passes, then numbers that are not finite. */
    private static final class BreaksAfter implements RestorationNetwork {

        private int left;

        BreaksAfter(int passes) {
            this.left = passes;
        }

        @Override
        public NetworkCard card() {
            return DiagonalNetwork.CARD;
        }

        @Override
        public Device device() {
            return Device.cpu();
        }

        @Override
        public NDArray restore(NDArray y, NDArray b) {
            return y.mul(left-- > 0 ? 1 : Float.NaN);
        }

        @Override
        public void close() {}
    }
}
