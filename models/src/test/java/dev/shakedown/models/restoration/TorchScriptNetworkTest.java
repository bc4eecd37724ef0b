package dev.shakedown.models.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.check.NetworkFileCheck;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.check.NumericAgreement;
import dev.shakedown.models.check.TrialInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every network, whatever its card says: sizes are from its minimum on, kernels where it takes one. */
class TorchScriptNetworkTest {

    private static final String ALL = "dev.shakedown.models.restoration.TestNetworks#all";
    private static final String QUICK = "dev.shakedown.models.restoration.TestNetworks#quick";
    private static final UnaryOperator<NDArray> HALF_SQUARED_NORM =
            output -> output.square().sum(new int[] {1, 2, 3}).mul(0.5f);

    /** The tiny blind network has random weights; DeblurGAN-v2 clamps its output, as its authors' does. */
    private static final Map<String, List<String>> WARNINGS = Map.of(
            "sharpen", List.of("does not restore a blurred photograph"),
            "deblurganv2-mini", List.of("the output is clamped to [0.00, 1.00]"));

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final TrialInput input = new TrialInput(manager, 1);
    private RestorationNetwork network;

    @AfterEach
    void release() {
        if (network != null) {
            network.close();
        }
        manager.close();
    }

    @ParameterizedTest
    @MethodSource(QUICK)
    void passesEveryCheckThatANetworkOfAUserMustPass(NetworkFile file) throws Exception {
        network = TestNetworks.open(file);
        List<CheckFinding> findings = new ArrayList<>();

        Optional<CheckFinding.Bad> bad = NetworkFileCheck.check(network, findings::add);

        assertThat(bad).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> !(finding instanceof CheckFinding.Good))
                .extracting(finding -> finding.what().split("[:(]", 2)[0].strip())
                .isEqualTo(WARNINGS.getOrDefault(file.card().name(), List.of()));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theGradientForGivenWeightsIsThatOfTheForwardPass(NetworkFile file) throws Exception {
        network = TestNetworks.open(file);
        NDArray y = input.pictures(2, side(24), side(27));
        NDArray b = TrialInput.batch(input.kernels(7, 7), 7);
        NDArray g = input.uniform(-1, 1, y.getShape());

        NDArray own = network.gradient(y, b, g);

        NDArray variable = Autograd.variable(y);
        NDArray throughForward = Autograd.recorded(() -> Autograd.gradient(network.restore(variable, b), g, variable));
        assertThat(NumericAgreement.relativeDistance(own, throughForward))
                .isLessThan(NumericAgreement.gradientTolerance(network, y, b, g));
        assertThat(own.hasGradient()).isFalse();
        assertThat(y.hasGradient()).isFalse();
    }

    @ParameterizedTest
    @MethodSource(QUICK)
    void recordsNothingOutsideOfADifferentiation(NetworkFile file) throws Exception {
        network = TestNetworks.open(file);
        NDArray y = input.pictures(1, side(32), side(32));
        y.setRequiresGradient(true);

        assertThat(restore(y, input.kernels(5).get(0)).hasGradient()).isFalse();
    }

    @ParameterizedTest
    @MethodSource(QUICK)
    void stepsLeaveNoNativeArraysBehind(NetworkFile file) throws Exception {
        network = TestNetworks.open(file);
        NDArray y = input.pictures(1, side(16), side(16));
        NDArray b = input.kernels(5).get(0);
        int before = manager.getManagedArrays().size();

        for (int step = 0; step < 3; step++) {
            try (NDManager scope = manager.newSubManager()) {
                y.tempAttach(scope);
                b.tempAttach(scope);
                InputGradient.of(network, y, b, HALF_SQUARED_NORM);
                network.gradient(y, b, y);
            }
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    @ParameterizedTest
    @MethodSource(QUICK)
    void aNonBlindNetworkInsistsOnAKernelAndABlindOneIgnoresIt(NetworkFile file) throws Exception {
        network = TestNetworks.open(file);
        NDArray y = input.pictures(1, side(32), side(32));

        if (file.card().kind() == NetworkCard.Kind.NON_BLIND) {
            assertThatThrownBy(() -> network.restore(y, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs a kernel");
            assertThatThrownBy(() -> InputGradient.of(network, y, null, HALF_SQUARED_NORM))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs a kernel");
        } else {
            assertThat(restore(y, null).toFloatArray())
                    .isEqualTo(restore(y, input.kernels(9).get(0)).toFloatArray());
            assertThat(InputGradient.of(network, y, null, HALF_SQUARED_NORM)
                            .gradient()
                            .getShape())
                    .isEqualTo(y.getShape());
        }
    }

    /** A side that the network takes, and at least so much. */
    private int side(int atLeast) {
        int least = network.card().minimumSize();
        return least <= atLeast ? atLeast : least + atLeast % 8;
    }

    private NDArray restore(NDArray y, NDArray b) {
        return Autograd.unrecorded(() -> network.restore(y, b));
    }
}
