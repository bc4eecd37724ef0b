package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.PassProbe;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.network.LoadedNetworksTest;
import dev.shakedown.attackworker.throughput.HostMemory;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final Pattern LARGEST = Pattern.compile("must be at most about (\\d+)x\\d+");
    private static final int SIDE = 512;
    private static final BlurKernel KERNEL = BlurKernel.of(3, new double[] {0, 0, 0, 0, 0.5, 0.5, 0, 0, 0});

    private final LoadedNetworks networks = LoadedNetworksTest.networks(1);
    private final NetworkRef network = ref("mprnet-mini");

    @AfterEach
    void closeAll() {
        networks.closeAll();
    }

    @Test
    void anImageThatIsTooLargeIsRefusedBeforeItRunsWithTheLargestSideThatFits() {
        MemoryGuard guard = guard(700 * MEBIBYTE);

        Optional<String> refusal = guard.refusal(network, PassProbe.STEP, 2048, 1024, null);

        assertThat(refusal)
                .get()
                .asString()
                .startsWith("mprnet-mini: an image of 2048x1024 needs about ")
                .contains("this worker has 0.6 GiB free");
        Matcher side = LARGEST.matcher(refusal.orElseThrow());
        assertThat(side.find()).isTrue();
        int largest = Integer.parseInt(side.group(1));
        assertThat(largest).isBetween(64, 1024);
        assertThat(guard.refusal(network, PassProbe.STEP, largest, largest, null))
                .isEmpty();
        assertThat(measured(largest)).isLessThan(1_000 * MEBIBYTE);
    }

    @Test
    void whatSurelyFitsRunsWithoutAMeasurement() {
        assertThat(guard(1L << 40).refusal(network, PassProbe.STEP, 640, 640, null))
                .isEmpty();
        assertThat(networks.loaded()).isZero();
    }

    @Test
    void anEvaluationNeedsLessThanAStep() {
        MemoryGuard guard = guard(700 * MEBIBYTE);
        Matcher step = LARGEST.matcher(
                guard.refusal(network, PassProbe.STEP, 4096, 4096, null).orElseThrow());
        Matcher evaluation = LARGEST.matcher(
                guard.refusal(network, PassProbe.RESTORATION, 4096, 4096, null).orElseThrow());
        assertThat(step.find() && evaluation.find()).isTrue();

        assertThat(Integer.parseInt(evaluation.group(1))).isGreaterThan(Integer.parseInt(step.group(1)));
    }

    @Test
    void aStepThatWasMeasuredIsNotMeasuredAgain() {
        MemoryGuard guard = guard(700 * MEBIBYTE);
        guard.measured(network, PassProbe.STEP, 512 * 512, 100 * MEBIBYTE);

        assertThat(guard.refusal(network, PassProbe.STEP, 512, 512, null)).isEmpty();
        assertThat(networks.loaded()).isZero();
    }

    /** A step with the kernel's gradient has a measurement of its own, and a batch of its own to be measured in. */
    @Test
    void aStepThatMovesTheKernelIsToldApartFromOneThatDoesNot() {
        AttackSpec image = new AttackSpec(new Objective.Untargeted(), 10, 1e-3, true, AttackSpec.Iterate.LAST);
        DeliveredRequest ofImage = delivered(image);
        DeliveredRequest ofBoth = delivered(image.perturbing(Perturb.BOTH, Norm.L2, 0.1));
        Affinity affinity = Affinity.of(ofBoth.request());
        MemoryGuard guard = guard(700 * MEBIBYTE);
        guard.measured(affinity.network(), Affinity.of(ofImage.request()).step(), SIDE * SIDE, 10 * MEBIBYTE);
        guard.measured(affinity.network(), affinity.step(), SIDE * SIDE, 5120 * MEBIBYTE);

        assertThat(affinity.isOf(ofBoth)).isTrue();
        assertThat(affinity.isOf(ofImage)).isFalse();
        assertThat(guard.refusal(running(ofImage))).isEmpty();
        assertThat(guard.refusal(running(ofBoth))).get().asString().contains("needs about 5.0 GiB");
    }

    /** A network that brings its own gradient has none of the kernel. */
    @Test
    void aStepThatMovesTheKernelIsMeasuredWithTheKernelsGradient() {
        try (RestorationNetwork own = open(ref("unrolled"))) {
            PassProbe.STEP.run(own, 64, KERNEL);

            assertThatThrownBy(() -> PassProbe.KERNEL_STEP.run(own, 64, KERNEL))
                    .hasMessageContaining("unrolled computes its own gradient");
        }
        try (RestorationNetwork wiener = open(ref("wiener"))) {
            PassProbe.KERNEL_STEP.run(wiener, 64, KERNEL);
        }
    }

    /** A job of 512x512 on wiener. */
    private DeliveredRequest delivered(AttackSpec spec) {
        return Deliveries.of(new AttackRequest(
                AttackRequest.SCHEMA,
                "1",
                "campaign",
                0,
                new ImageSource.Blurred("a", new ImageRef("0".repeat(64), SIDE, SIDE), null, null),
                null,
                ref("wiener"),
                spec,
                4,
                1,
                Instant.EPOCH));
    }

    private static RunningJob running(DeliveredRequest delivered) {
        PlanarImage y = PlanarImage.of(SIDE, SIDE, new float[3 * SIDE * SIDE]);
        Attack attack = new Attack(y, KERNEL, null, delivered.request().attack(), 0.01f, 1);
        PreparedJob job = new PreparedJob(delivered, attack, null, List.of(), Instant.EPOCH);
        return new RunningJob(job, new AdmissionDecision.Run(0, ""), Instant.MAX);
    }

    /** What a step of an image takes, in bytes. */
    private long measured(int side) {
        try (RestorationNetwork opened = open(network)) {
            return HostMemory.taken(() -> PassProbe.STEP.run(opened, side, null))
                    .orElse(0);
        }
    }

    private RestorationNetwork open(NetworkRef ref) {
        return ((NetworkOpening.Opened) networks.open(ref)).network();
    }

    private NetworkRef ref(String name) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow()
                .ref();
    }

    private MemoryGuard guard(long free) {
        return new MemoryGuard(networks, () -> OptionalLong.of(free));
    }
}
