package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A short attack works on every network that is shipped: on a photograph, blurred as a camera would. */
class ShippedNetworksAttackTest {

    private static final int SIDE = 48;

    /** For networks of many unrolled steps, whose gradient costs hundreds of times their size. */
    private static final int SIDE_OF_UNROLLED = 20;

    private static final KernelSpec.CameraShake SHAKE = new KernelSpec.CameraShake(17, 3);
    private static final BlurKernel KERNEL = CameraShakeKernel.of(17, 3);

    private static final int FEW_STEPS = 5;
    private static final double LONG_STEP = 3e-3;

    /** Their passes take seconds. */
    private static boolean isUnrolled(String name) {
        return name.startsWith("rgdn");
    }

    static Stream<String> shipped() {
        return AttackTestNetworks.shipped().stream();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void anUntargetedAttackDrivesTheOutputAway(String name) throws IOException {
        try (RestorationNetwork network = AttackTestNetworks.open(name)) {
            Attack attack = Attacks.on(blurred("astronaut", network))
                    .kernel(KERNEL)
                    .budget(4)
                    .stepSize(isUnrolled(name) ? LONG_STEP : 2e-3)
                    .steps(isUnrolled(name) ? FEW_STEPS : 20)
                    .attack();

            AttackOutcome.Completed done = run(network, attack);

            // Measured: 4.8 to 4.9 for wiener and rgdn-mini@10, 6 to 7 for rgdn-mini@50 and dwdn-mini, 11 for
            // wiener-cnn, 14 for nafnet-mini. An attack that walks at random stays at 1.
            assertThat(growth(done)).isGreaterThan(1.5);
            assertThat(Distances.max(done.perturbation())).isLessThanOrEqualTo(attack.epsilon());
        }
    }

    /** The one with fifty steps has the weights of the one with ten, and a step on it takes seconds. */
    static Stream<String> shippedWithFewSteps() {
        return shipped().filter(name -> !name.equals("rgdn-mini@50"));
    }

    @ParameterizedTest
    @MethodSource("shippedWithFewSteps")
    void aTargetedAttackComesNearerToItsTarget(String name) throws IOException {
        try (RestorationNetwork network = AttackTestNetworks.open(name)) {
            Attack attack = Attacks.on(blurred("astronaut", network))
                    .kernel(KERNEL)
                    .towards(crop("chelsea", network))
                    .budget(4)
                    .stepSize(isUnrolled(name) ? LONG_STEP : 2e-3)
                    .steps(isUnrolled(name) ? FEW_STEPS : 12)
                    .attack();

            AttackOutcome.Completed done = run(network, attack);

            // Measured: 0.83 for dwdn-mini, 0.94 to 0.97 for the others. The target is far away, and 12 steps of 2e-3
            // cannot use up more of the budget.
            assertThat(growth(done)).isLessThan(0.985);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiener-cnn", "dwdn-mini", "nafnet-mini"})
    void craftedInBfloat16APerturbationDoesAboutTheSameHarmInFloat32(String name) throws IOException {
        try (RestorationNetwork exact = AttackTestNetworks.open(name);
                RestorationNetwork rounded = AttackTestNetworks.open(name + "@bf16")) {
            Attack attack = Attacks.on(blurred("astronaut", exact))
                    .kernel(KERNEL)
                    .budget(4)
                    .stepSize(2e-3)
                    .steps(20)
                    .attack();

            double inFloat32 = harm(exact, attack, run(exact, attack).perturbation());
            double inBfloat16 = harm(exact, attack, run(rounded, attack).perturbation());

            // Measured: 1.002 times as much for wiener-cnn, 1.065 for dwdn-mini, 1.056 for nafnet-mini.
            assertThat(inBfloat16).isBetween(0.9 * inFloat32, 1.15 * inFloat32);
        }
    }

    /** ||N(y + delta) - N(y)||. */
    private static double harm(RestorationNetwork judge, Attack attack, PlanarImage delta) {
        BlurKernel kernel = judge.card().kind() == NetworkCard.Kind.BLIND ? null : attack.kernel();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            return Distances.l2(
                    Restoration.restore(judge, manager, attack.blurred().plus(delta), kernel),
                    Restoration.restore(judge, manager, attack.blurred(), kernel));
        }
    }

    /** How many times the objective at the random start the last one is. */
    private static double growth(AttackOutcome.Completed done) {
        TracePoint start = done.trace().get(0);
        assertThat(start.step()).isZero();
        return done.finalObjective() / start.objective();
    }

    private static AttackOutcome.Completed run(RestorationNetwork network, Attack attack) {
        int height = attack.blurred().height();
        int width = attack.blurred().width();
        try (AttackBatch batch =
                new AttackBatch(network, height, width, TestPasses.of(1, 1), (a, step, objective) -> {})) {
            batch.admit(attack);
            for (int step = 1; step < attack.spec().steps(); step++) {
                assertThat(batch.step()).isEmpty();
            }
            return (AttackOutcome.Completed) TestRuns.step(batch, network).get(0);
        }
    }

    private static PlanarImage blurred(String photograph, RestorationNetwork network) throws IOException {
        BlurSpec blur = new BlurSpec(SHAKE, Boundary.REFLECT, new BlurSpec.Noise(0.01, 1), false);
        return BlurSynthesis.blur(crop(photograph, network), KERNEL, blur);
    }

    private static PlanarImage crop(String photograph, RestorationNetwork network) throws IOException {
        boolean unrolled = network.card().gradient() == NetworkCard.Gradient.VJP;
        int side = Math.max(unrolled ? SIDE_OF_UNROLLED : SIDE, network.card().minimumSize());
        Path file = Path.of(System.getProperty("shakedown.root", ".."), "examples/photos", photograph + ".png");
        ImageDecoding decoding = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
        return ((ImageDecoding.Decoded) decoding).image().crop(60, 60, side, side);
    }
}
