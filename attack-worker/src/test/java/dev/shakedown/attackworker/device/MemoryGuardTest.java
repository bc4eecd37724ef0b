package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.attack.PassProbe;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.network.LoadedNetworksTest;
import dev.shakedown.attackworker.throughput.HostMemory;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final Pattern SIDE = Pattern.compile("must be at most about (\\d+)x\\d+");

    private final LoadedNetworks networks = LoadedNetworksTest.networks(1);
    private final NetworkRef network = networks.files().stream()
            .filter(file -> file.card().name().equals("mprnet-mini"))
            .findFirst()
            .orElseThrow()
            .ref();

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
        Matcher side = SIDE.matcher(refusal.orElseThrow());
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
        Matcher step = SIDE.matcher(
                guard.refusal(network, PassProbe.STEP, 4096, 4096, null).orElseThrow());
        Matcher evaluation = SIDE.matcher(
                guard.refusal(network, PassProbe.RESTORATION, 4096, 4096, null).orElseThrow());
        assertThat(step.find() && evaluation.find()).isTrue();

        assertThat(Integer.parseInt(evaluation.group(1))).isGreaterThan(Integer.parseInt(step.group(1)));
    }

    @Test
    void aStepThatWasMeasuredIsNotMeasuredAgain() {
        MemoryGuard guard = guard(700 * MEBIBYTE);
        guard.measured(network, 512 * 512, 100 * MEBIBYTE);

        assertThat(guard.refusal(network, PassProbe.STEP, 512, 512, null)).isEmpty();
        assertThat(networks.loaded()).isZero();
    }

    /** What a step of an image takes, in bytes. */
    private long measured(int side) {
        try (RestorationNetwork opened = ((NetworkOpening.Opened) networks.open(network)).network()) {
            return HostMemory.taken(() -> PassProbe.STEP.run(opened, side, null))
                    .orElse(0);
        }
    }

    private MemoryGuard guard(long free) {
        return new MemoryGuard(networks, () -> OptionalLong.of(free));
    }
}
