package dev.shakedown.attackworker.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackEvaluation;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.FunctionNetwork;
import dev.shakedown.attackworker.attack.Stillness;
import dev.shakedown.attackworker.blur.BlurSynthesis;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobDiagnosisTest {

    private static final int SIDE = 128;
    private static final BlurKernel SHAKE = CameraShakeKernel.of(13, 5);
    private static final AttackSpec SPEC =
            new AttackSpec(new Objective.Untargeted(), 4, 1e-3, true, AttackSpec.Iterate.LAST);

    private final PlanarImage x = Photographs.read("astronaut").crop(40, 60, SIDE, SIDE);

    @Test
    void saysNothingOfANetworkThatRestores() {
        try (RestorationNetwork wiener = wiener()) {
            assertThat(warnings(wiener, blur(x, SHAKE), SHAKE, x, true)).isEmpty();
            assertThat(warnings(wiener, blur(x, SHAKE), SHAKE, x, false)).isEmpty();
            assertThat(warnings(wiener, blur(x, SHAKE), SHAKE, null, true)).isEmpty();
        }
    }

    @Test
    void findsAKernelThatIsTurned() {
        try (RestorationNetwork wiener = wiener()) {
            List<Warning> warnings = warnings(wiener, blur(x, turned(SHAKE)), SHAKE, x, true);

            assertThat(codes(warnings)).containsExactly(Warning.KERNEL_FLIPPED, Warning.DOES_NOT_RESTORE);
            assertThat(warnings.get(0).message())
                    .matches(
                            "wiener: with the kernel turned by 180 degrees the clean output has \\d+\\.\\d\\d dB, with the"
                                    + " given kernel \\d+\\.\\d\\d dB, the blurred image \\d+\\.\\d\\d dB: correlation was taken"
                                    + " for convolution, probably where the image was blurred; give the kernel turned by 180"
                                    + " degrees");
            assertThat(warnings.get(1).message())
                    .matches("wiener: the clean output is worse than the blurred image: \\d+\\.\\d\\d dB against"
                            + " \\d+\\.\\d\\d dB, a gain of -\\d+\\.\\d\\d dB: .*probably the kernel is turned.*");
        }
    }

    @Test
    void takesANetworkThatTurnsTheKernelOfOurOwnBlurForTheCulprit() {
        try (RestorationNetwork wiener = wiener()) {
            List<Warning> warnings = warnings(wiener, blur(x, turned(SHAKE)), SHAKE, x, false);

            assertThat(warnings.get(0).message()).contains("probably by the network");
        }
    }

    @Test
    void doesNotBlameTheKernelWhereTurningItDoesNotHelp() {
        try (RestorationNetwork wiener = wiener()) {
            List<Warning> warnings = warnings(wiener, blur(x, GaussianKernel.of(3, 0.5)), SHAKE, x, true);

            assertThat(codes(warnings)).containsExactly(Warning.DOES_NOT_RESTORE);
            assertThat(warnings.get(0).message()).contains("the kernel is not the one that blurred the image");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 1})
    void findsAPairThatIsShifted(int right) {
        PlanarImage whole = Photographs.read("astronaut");
        PlanarImage y = blur(whole, SHAKE).crop(40, 60 - right, SIDE, SIDE);
        try (RestorationNetwork wiener = wiener()) {
            List<Warning> warnings = warnings(wiener, y, SHAKE, x, true);

            assertThat(codes(warnings)).contains(Warning.MISALIGNED);
            assertThat(warnings.get(0).message())
                    .contains(right > 0 ? "lies 1 pixel to the right of" : "lies 2 pixels to the left of", " dB");
        }
        assertThat(codes(warnings(network(blurred -> blurred.mul(1)), y, null, x, true)))
                .contains(Warning.MISALIGNED);
    }

    @Test
    void findsAPairOfDifferentScenes() {
        PlanarImage other = Photographs.read("chelsea").crop(40, 60, SIDE, SIDE);

        List<Warning> warnings = warnings(network(y -> y.mul(0.9)), blur(other, SHAKE), null, x, true);

        assertThat(codes(warnings)).contains(Warning.MISALIGNED);
        assertThat(warnings.get(0).message()).contains("show different scenes", "correlate by");
    }

    @Test
    void findsAnotherRangeOfValues() {
        PlanarImage y = blur(x, SHAKE);

        List<Warning> to255 = warnings(network(image -> image.mul(255)), y, null, x, true);
        List<Warning> fromMinus1 = warnings(network(image -> image.mul(2).sub(1)), y, null, x, false);
        List<Warning> unknown = warnings(network(image -> image.mul(255)), y, null, null, true);

        assertThat(codes(to255)).containsExactly(Warning.OUTPUT_RANGE, Warning.DOES_NOT_RESTORE);
        assertThat(to255.get(0).message())
                .startsWith("diagonal: the clean output lies in [")
                .contains("0 to 255");
        assertThat(to255.get(1).message()).contains("probably the network returns another range");
        assertThat(codes(fromMinus1)).containsExactly(Warning.OUTPUT_RANGE, Warning.DOES_NOT_RESTORE);
        assertThat(codes(unknown)).containsExactly(Warning.OUTPUT_RANGE);
    }

    @Test
    void namesWhatElseABlindNetworkDoes() {
        PlanarImage y = blur(x, SHAKE);
        UnaryOperator<NDArray> swapped =
                image -> image.get(":, 2:3").concat(image.get(":, 1:2"), 1).concat(image.get(":, 0:1"), 1);

        assertThat(warnings(network(image -> image.mul(0.5)), y, null, x, false))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("the network changes brightness"));
        assertThat(warnings(network(swapped), y, null, x, false))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("swaps red and blue"));
        assertThat(warnings(network(image -> image.add(image.sub(0.5).mul(0.2))), y, null, x, false))
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.message()).contains("was not trained for such a blur or noise"));
    }

    @Test
    void saysThatThereIsNothingToRestoreInAnImageThatIsNotBlurred() {
        assertThat(warnings(network(image -> image.mul(0.99)), x, null, x, true))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("there is nothing to restore"));
    }

    @ParameterizedTest
    @EnumSource(Stillness.Cause.class)
    void saysWhyAnAttackCouldNotMove(Stillness.Cause cause) {
        JobDiagnosis diagnosis = new JobDiagnosis(done(x, null, new Stillness(cause, 2e-12)), 4, null);

        assertThat(diagnosis.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(Warning.NO_MOVEMENT);
            assertThat(warning.message())
                    .contains(
                            switch (cause) {
                                case GRADIENT_ZERO -> "the gradient was zero at every step";
                                case PERTURBATION_PINNED -> "the perturbation never left its start";
                                case PERTURBATION_STAYED -> "moved by at most 2.0e-12 from its start in 4 steps";
                                case OBJECTIVE_STAYED -> "the objective stayed at 2.00000e-12 in all steps";
                            })
                    .endsWith("a perturbation that could not be sought shows no robustness");
        });
    }

    @Test
    void warnsOfAGradientThatExplainsLessThanHalfOfWhatTheOutputDoes() {
        NetworkRef network = new NetworkRef("planted", "0".repeat(64));
        JobDiagnosis wrong = new JobDiagnosis(done(x, null, null), 4, null);
        wrong.crafted(network, 0.021);
        JobDiagnosis right = new JobDiagnosis(done(x, null, null), 4, null);
        right.crafted(network, 0.5);
        right.crafted(network, 7);

        assertThat(wrong.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(Warning.GRADIENT_DISAGREES);
            assertThat(warning.message())
                    .startsWith("planted: the gradient explains 0.02 of")
                    .contains("detach");
        });
        assertThat(right.warnings()).isEmpty();
    }

    @Test
    void warnsOfABudgetOnAnotherScale() {
        JobDiagnosis diagnosis = new JobDiagnosis(done(x, null, null), 0.0313725, null);

        assertThat(codes(diagnosis.warnings())).containsExactly(Warning.BUDGET_SCALE);
    }

    @Test
    void warnsOfABlurThatTheNetworkWasNotTrainedFor() {
        BlurSpec outside = blur(27, 0.01);
        try (RestorationNetwork network = pretrained("nafnet-mini")) {
            assertThat(warnings(network, blur(x, SHAKE), SHAKE, x, false, outside))
                    .containsExactly(
                            new Warning(
                                    Warning.OUTSIDE_TRAINING,
                                    "nafnet-mini: kernel of 27 pixels: trained for at most 13; noise of 0.01: trained for none"));
            assertThat(warnings(network, blur(x, SHAKE), SHAKE, x, false, blur(13, 0)))
                    .isEmpty();
            assertThat(warnings(network, blur(x, SHAKE), SHAKE, x, true, outside))
                    .as("an image that arrived blurred")
                    .isEmpty();
        }
    }

    private static BlurSpec blur(int size, double noise) {
        return new BlurSpec(new KernelSpec.CameraShake(size, 5), Boundary.REFLECT, new BlurSpec.Noise(noise, 1), false);
    }

    private List<Warning> warnings(
            RestorationNetwork network,
            PlanarImage y,
            @Nullable BlurKernel kernel,
            @Nullable PlanarImage sharp,
            boolean isPair) {
        return warnings(network, y, kernel, sharp, isPair, null);
    }

    private List<Warning> warnings(
            RestorationNetwork network,
            PlanarImage y,
            @Nullable BlurKernel kernel,
            @Nullable PlanarImage sharp,
            boolean isPair,
            @Nullable BlurSpec blur) {
        AttackOutcome.Completed done = done(y, kernel, null);
        JudgeOutcome.Passed passed =
                (JudgeOutcome.Passed) new AttackEvaluation(done, y, done.perturbation(), sharp).on(network);
        JobDiagnosis diagnosis = new JobDiagnosis(done, 4, blur);
        diagnosis.judged(
                new JudgedImage(
                        network.card().name(), y, kernel, sharp, isPair, passed.cleanOutput(), passed.evaluation()),
                network,
                true);
        return diagnosis.warnings();
    }

    private static AttackOutcome.Completed done(
            PlanarImage y, @Nullable BlurKernel kernel, @Nullable Stillness stillness) {
        Attack attack = new Attack(y, kernel, null, SPEC, Attack.epsilonOf(4), 1);
        List<TracePoint> trace = List.of(new TracePoint(0, 0.5), new TracePoint(4, 1));
        return new AttackOutcome.Completed(attack, attack.start(), 0, 4, 4, 1, trace, 0.1, stillness);
    }

    private static List<String> codes(List<Warning> warnings) {
        return warnings.stream().map(Warning::code).toList();
    }

    private static FunctionNetwork network(UnaryOperator<NDArray> function) {
        return new FunctionNetwork(function);
    }

    private static PlanarImage blur(PlanarImage sharp, BlurKernel kernel) {
        return BlurSynthesis.blur(
                sharp,
                kernel,
                new BlurSpec(new KernelSpec.Gaussian(3, 1), Boundary.REFLECT, new BlurSpec.Noise(0, 0), true));
    }

    private static BlurKernel turned(BlurKernel kernel) {
        double[] weights = kernel.weights();
        double[] turned = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            turned[i] = weights[weights.length - 1 - i];
        }
        return BlurKernel.of(kernel.size(), turned);
    }

    private static RestorationNetwork wiener() {
        return pretrained("wiener");
    }

    private static RestorationNetwork pretrained(String name) {
        try {
            NetworkRegistry registry =
                    NetworkRegistry.read(Path.of(System.getProperty("shakedown.root", ".."), "models")
                            .resolve("pretrained"));
            for (NetworkFile file : registry.files()) {
                if (file.card().name().equals(name)) {
                    return ((NetworkOpening.Opened) registry.open(file.ref(), Device.cpu())).network();
                }
            }
        } catch (InvalidNetworkException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException("no network wiener");
    }
}
