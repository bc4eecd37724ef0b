package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.shakedown.attackworker.attack.Stillness.Cause;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What attacks report on a shipped network that hides its gradient: from that, result-store's verdicts are made, by the
 * rules of docs/verdicts.md. Figures in comments were measured.
 */
class HiddenGradientTest {

    private static final int SIDE = 48;
    private static final int SQUARES = 100;

    /** A verdict's margin between two perturbations, as a share of what the search added to its start. */
    private static final double MARGIN = 0.1;

    private static RestorationNetwork network;
    private static Attack attack;
    private static Attack squares;
    private static AttackOutcome.Completed honest;

    @BeforeAll
    static void attackTheHonestNetwork() throws IOException {
        network = AttackTestNetworks.open("nafnet-mini");
        attack = Attacks.on(photograph()).steps(20).stepSize(2e-3).attack();
        squares = Attacks.on(photograph()).steps(SQUARES).squares().attack();
        honest = TestRuns.complete(network, attack);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    /**
     * What an attack reported.
     *
     * @param timesNoise the objective over that which noise of the perturbation's size would reach
     * @param missed how much more the perturbation of the honest network does, as a share of what the search added
     * @param outguessed how much more random squares do, likewise
     */
    private record Seen(@Nullable Cause stillness, double timesNoise, double missed, double outguessed) {}

    /** Measured: 10.5 times as harmful as noise; squares do 0.17 times as much. */
    @Test
    void theHonestNetworkGivesNoReason() {
        Seen seen = attacked(HiddenGradientTest::restored);

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isGreaterThan(2);
        assertThat(seen.missed()).isZero();
        assertThat(seen.outguessed()).isLessThan(-0.5);
    }

    /**
     * The gradient is that of the network, so the attack finds what it finds without the rounding; measured: 9.6, 0.08,
     * and squares do 0.15 times as much.
     */
    @Test
    void roundingWithAStraightThroughGradientHidesNothing() {
        Seen seen = attacked(y -> restored(straightThrough(y, rounded(y))));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isGreaterThan(2);
        assertThat(seen.missed()).isLessThan(MARGIN);
        assertThat(seen.outguessed()).isLessThan(-0.5);
    }

    /** no-movement, and black-box-beats where there are squares: they do 1.96 times as much. */
    @Test
    void aQuantisedInputStopsTheSearch() {
        Seen seen = attacked(y -> restored(rounded(y)));

        assertThat(seen.stillness()).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
    }

    /**
     * noise-as-harmful, transfer-beats-white-box where there is another network, and black-box-beats where there are
     * squares; measured: 0.89, 23 and 1.5.
     */
    @Test
    void aDetachedBranchMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> restored(y.stopGradient()).add(y.mul(0.05f)));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isLessThan(1);
        assertThat(seen.missed()).isGreaterThan(MARGIN);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
    }

    /** The same; measured: 0.91, 22 and 1.5. */
    @Test
    void roundingWithTheIdentityForTheWholeNetworkMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> straightThrough(y, rounded(restored(y))));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isLessThan(1);
        assertThat(seen.missed()).isGreaterThan(MARGIN);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
    }

    /** transfer-beats-white-box alone; measured: 1.1, with a slope of 1000 0.24, with one of 100 nothing. */
    @Test
    void aSaturatedSigmoidMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> Activation.sigmoid(restored(y).sub(0.5f).mul(10_000)));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.missed()).isGreaterThan(MARGIN);
    }

    /** noise-as-harmful; measured: 0.74 to 0.89 with four seeds. With noise of 0.3 up to 1.1. */
    @Test
    void noiseBuriesTheSearch() {
        Seen seen = attacked(y -> {
            NDArray output = restored(y);
            return output.add(
                    output.getManager().randomNormal(output.getShape()).mul(0.5f));
        });

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isLessThan(1);
    }

    private static Seen attacked(UnaryOperator<NDArray> function) {
        FunctionNetwork hiding = new FunctionNetwork(function);
        AttackOutcome.Completed done = TestRuns.complete(hiding, attack);
        double start = done.trace().get(0).objective();
        // epsilon / sqrt(3) for each of 3 * SIDE * SIDE values.
        double startNorm = attack.epsilon() * SIDE;
        double noise = start * Distances.l2(done.perturbation()) / startNorm;
        double transferred =
                Distances.l2(TestRuns.attackedOutput(hiding, honest), TestRuns.cleanOutput(hiding, attack));
        Cause stillness = done.stillness() == null ? null : done.stillness().cause();
        double blackBox = TestRuns.complete(hiding, squares).finalObjective();
        double progress = Math.abs(done.finalObjective() - start);
        return new Seen(
                stillness,
                done.finalObjective() / noise,
                (transferred - done.finalObjective()) / progress,
                (blackBox - done.finalObjective()) / progress);
    }

    private static NDArray restored(NDArray y) {
        return network.restore(y, null);
    }

    private static NDArray rounded(NDArray values) {
        return values.mul(255).round().div(255);
    }

    /** Forward: {@code rounded}; back: the gradient of {@code smooth}. */
    private static NDArray straightThrough(NDArray smooth, NDArray rounded) {
        return smooth.add(rounded.sub(smooth).stopGradient());
    }

    private static PlanarImage photograph() throws IOException {
        Path file = Path.of(System.getProperty("shakedown.root", ".."), "examples/photos/astronaut.png");
        ImageDecoding decoding = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
        PlanarImage sharp = ((ImageDecoding.Decoded) decoding).image().crop(60, 60, SIDE, SIDE);
        BlurSpec blur =
                new BlurSpec(new KernelSpec.CameraShake(17, 3), Boundary.REFLECT, new BlurSpec.Noise(0.01, 1), false);
        return BlurSynthesis.blur(sharp, CameraShakeKernel.of(17, 3), blur);
    }
}
