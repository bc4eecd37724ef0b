package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.shakedown.attackworker.attack.Stillness.Cause;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
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

    /** The same between seeds, of which the best and the worst are compared. */
    private static final double SEEDS_MARGIN = 0.25;

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
     * @param gradient its {@link GradientRatio}; NaN where nothing is said
     */
    private record Seen(
            @Nullable Cause stillness, double timesNoise, double missed, double outguessed, double gradient) {}

    /** Measured: 10.5 times as harmful as noise; squares do 0.17 times as much; the gradient explains 1.02. */
    @Test
    void theHonestNetworkGivesNoReason() {
        Seen seen = attacked(HiddenGradientTest::restored);

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isGreaterThan(2);
        assertThat(seen.missed()).isZero();
        assertThat(seen.outguessed()).isLessThan(-0.5);
        assertThat(seen.gradient()).isBetween(0.8, 1.25);
    }

    /**
     * The gradient is that of the network, so the attack finds what it finds without the rounding; measured: 9.6, 0.08,
     * squares do 0.15 times as much, and the gradient explains 1.02.
     */
    @Test
    void roundingWithAStraightThroughGradientHidesNothing() {
        Seen seen = attacked(y -> restored(straightThrough(y, rounded(y))));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isGreaterThan(2);
        assertThat(seen.missed()).isLessThan(MARGIN);
        assertThat(seen.outguessed()).isLessThan(-0.5);
        assertThat(seen.gradient()).isBetween(0.8, 1.25);
    }

    /** no-movement, gradient-disagrees, and black-box-beats where there are squares: they do 1.96 times as much. */
    @Test
    void aQuantisedInputStopsTheSearch() {
        Seen seen = attacked(y -> restored(rounded(y)));

        assertThat(seen.stillness()).isEqualTo(Cause.GRADIENT_ZERO);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
        assertThat(seen.gradient()).isZero();
    }

    /**
     * noise-as-harmful, gradient-disagrees, transfer-beats-white-box where there is another network, and
     * black-box-beats where there are squares; measured: 0.89, 0.03, 23 and 1.5.
     */
    @Test
    void aDetachedBranchMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> restored(y.stopGradient()).add(y.mul(0.05f)));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isLessThan(1);
        assertThat(seen.missed()).isGreaterThan(MARGIN);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
        assertThat(seen.gradient()).isLessThan(0.1);
    }

    /** gradient-disagrees; measured, with half of the input and with all of it added: 0.24 and 0.40. */
    @Test
    void aDetachedBranchIsFoundHoweverMuchOfTheInputIsAdded() {
        assertThat(gradient(y -> restored(y.stopGradient()).add(y.mul(0.5f)))).isBetween(0.1, GradientRatio.LEAST);
        assertThat(gradient(y -> restored(y.stopGradient()).add(y))).isBetween(0.1, GradientRatio.LEAST);
    }

    /**
     * The same but for gradient-disagrees, which is found on most images but not on this one; measured: 0.91, 0.51, 22
     * and 1.5.
     */
    @Test
    void roundingWithTheIdentityForTheWholeNetworkMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> straightThrough(y, rounded(restored(y))));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.timesNoise()).isLessThan(1);
        assertThat(seen.missed()).isGreaterThan(MARGIN);
        assertThat(seen.outguessed()).isGreaterThan(MARGIN);
        assertThat(seen.gradient()).isBetween(0.4, 0.6);
    }

    /**
     * transfer-beats-white-box alone; measured: 1.1, with a slope of 1000 0.24, with one of 100 nothing. Where the
     * output is not saturated, the gradient is right: 1.5.
     */
    @Test
    void aSaturatedSigmoidMissesWhatAnotherNetworkFinds() {
        Seen seen = attacked(y -> Activation.sigmoid(restored(y).sub(0.5f).mul(10_000)));

        assertThat(seen.stillness()).isNull();
        assertThat(seen.missed()).isGreaterThan(MARGIN);
        assertThat(seen.gradient()).isGreaterThan(1);
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
        assertThat(seen.gradient()).isNaN();
    }

    /**
     * restarts-disagree: the gate, which no gradient shows, opens for some starts alone. Measured with four seeds:
     * 11.5, 6.3, 1.3 and 1.1.
     */
    @Test
    void aGateWithoutGradientMakesSeedsDisagree() throws IOException {
        float[] clean = photograph().values();
        SplittableRandom random = new SplittableRandom(9);
        float[] pattern = new float[clean.length];
        for (int at = 0; at < pattern.length; at++) {
            pattern[at] = random.nextBoolean() ? 1 : -1;
        }
        Shape shape = new Shape(1, 3, SIDE, SIDE);

        double disagreement = disagreement(
                new FunctionNetwork(y -> {
                    NDArray start = y.getManager().create(clean, shape);
                    NDArray open = y.stopGradient()
                            .sub(start)
                            .mul(y.getManager().create(pattern, shape))
                            .sum();
                    return open.getFloat() >= 0 ? restored(y) : restored(start).add(y.sub(start));
                }),
                null);

        assertThat(disagreement).isGreaterThan(SEEDS_MARGIN);
    }

    /**
     * Measured, as shares of the progress: 0.045 (wiener), 0.085 (rgdn-mini@10), 0.12 (dwdn-mini), 0.13 (wiener-cnn),
     * and 0.82 (nafnet-mini, whose seeds end at 11.5 to 59).
     */
    @Test
    void seedsAgreeOnMostHonestNetworks() {
        Map<String, Double> disagreements = new TreeMap<>();
        for (String name : AttackTestNetworks.shipped()) {
            if (name.equals("rgdn-mini@50")) {
                // Takes five times as long as rgdn-mini@10.
                continue;
            }
            try (RestorationNetwork shipped = AttackTestNetworks.open(name)) {
                boolean blind = shipped.card().kind() == NetworkCard.Kind.BLIND;
                disagreements.put(name, disagreement(shipped, blind ? null : CameraShakeKernel.of(17, 3)));
            }
        }

        assertThat(disagreements).hasSizeGreaterThan(3);
        assertThat(disagreements.entrySet())
                .filteredOn(each -> !each.getKey().equals("nafnet-mini"))
                .allSatisfy(each ->
                        assertThat(each.getValue()).as(disagreements.toString()).isLessThan(SEEDS_MARGIN));
    }

    /** Measured, the smaller of both photographs: 0.93 (dwdn-mini@bf16), 0.95 (rgdn-mini@10-bf16), 1.00 to 1.05. */
    @Test
    void theGradientsOfShippedNetworksAreThoseOfTheirOutputs() throws IOException {
        BlurKernel kernel = CameraShakeKernel.of(17, 3);
        Map<String, Double> ratios = new TreeMap<>();
        for (String name : AttackTestNetworks.pretrained()) {
            if (name.startsWith("rgdn-mini@50")) {
                // Takes five times as long as rgdn-mini@10.
                continue;
            }
            try (RestorationNetwork shipped = AttackTestNetworks.open(name)) {
                for (PlanarImage sharp : List.of(crop("astronaut", 60), crop("chelsea", 120))) {
                    Attack on = Attacks.on(blurred(sharp)).kernel(kernel).attack();
                    ratios.merge(name, GradientRatio.of(shipped, on).orElse(Double.NaN), Math::min);
                }
            }
        }

        assertThat(ratios).hasSizeGreaterThan(8);
        assertThat(ratios.values()).as(ratios.toString()).allMatch(ratio -> ratio > 0.75 && ratio < 1.5);
    }

    /**
     * unbounded-attack-fails. Measured NCC to the target, with Adam steps of 0.1: 0.94 on the honest network, 0.08 with
     * quantised input, 0.04 with a saturated sigmoid, 0.33 with noise. A detached branch hides nothing here: 0.97.
     */
    @Test
    void anUnboundedAttackReachesItsTargetWhereTheGradientIsRight() throws IOException {
        assertThat(reached(HiddenGradientTest::restored)).isGreaterThan(0.9);
        assertThat(reached(y -> restored(rounded(y)))).isLessThan(0.8);
        assertThat(reached(y -> Activation.sigmoid(restored(y).sub(0.5f).mul(10_000))))
                .isLessThan(0.8);
        assertThat(reached(y -> restored(y.stopGradient()).add(y.mul(0.05f)))).isGreaterThan(0.9);
    }

    /** The NCC of the attacked output to another photograph, where every image is allowed. */
    private static double reached(UnaryOperator<NDArray> function) throws IOException {
        PlanarImage target = crop("chelsea", 120);
        FunctionNetwork hiding = new FunctionNetwork(function);
        Attack unbounded = Attacks.on(photograph())
                .towards(target)
                .budget(255)
                .steps(20)
                .stepSize(0.1)
                .attack();
        PlanarImage output = TestRuns.attackedOutput(hiding, TestRuns.complete(hiding, unbounded));
        return ImageComparison.compare(output, target).ncc();
    }

    /** How far four seeds differ, as a share of what the best of them added to its start. */
    private static double disagreement(RestorationNetwork of, @Nullable BlurKernel kernel) {
        double[] ends = new double[4];
        double progress = 0;
        for (int seed = 0; seed < ends.length; seed++) {
            AttackOutcome.Completed done = TestRuns.complete(
                    of,
                    Attacks.on(attack.blurred())
                            .kernel(kernel)
                            .steps(20)
                            .stepSize(2e-3)
                            .seed(seed + 1)
                            .attack());
            ends[seed] = done.finalObjective();
            progress = Math.max(
                    progress, done.finalObjective() - done.trace().get(0).objective());
        }
        return (Arrays.stream(ends).max().orElseThrow()
                        - Arrays.stream(ends).min().orElseThrow())
                / progress;
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
                (blackBox - done.finalObjective()) / progress,
                gradient(function));
    }

    private static double gradient(UnaryOperator<NDArray> function) {
        return GradientRatio.of(new FunctionNetwork(function), attack).orElse(Double.NaN);
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
        return blurred(crop("astronaut", 60));
    }

    private static PlanarImage blurred(PlanarImage sharp) {
        BlurSpec blur =
                new BlurSpec(new KernelSpec.CameraShake(17, 3), Boundary.REFLECT, new BlurSpec.Noise(0.01, 1), false);
        return BlurSynthesis.blur(sharp, CameraShakeKernel.of(17, 3), blur);
    }

    private static PlanarImage crop(String name, int left) throws IOException {
        Path file = Path.of(System.getProperty("shakedown.root", ".."), "examples/photos/" + name + ".png");
        ImageDecoding decoding = ImageDecoder.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
        return ((ImageDecoding.Decoded) decoding).image().crop(left, 60, SIDE, SIDE);
    }
}
