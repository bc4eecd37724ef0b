package dev.shakedown.attackworker.preparation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.network.LoadedNetworksTest;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeCheckTest {

    private static final int SIDE = 24;
    private static final AttackSpec SPEC =
            new AttackSpec(new Objective.Untargeted(), 4, 1e-3, true, AttackSpec.Iterate.LAST);

    private final LoadedNetworks networks = LoadedNetworksTest.networks(1);
    private final JudgeCheck judging = new JudgeCheck(networks);
    private final @Nullable BlurKernel kernel = GaussianKernel.of(5, 1.2);

    @Test
    void whatNoWorkerCouldJudgeIsSeenBeforeTheJobIsRun() {
        assertThat(judging.impossible(job(List.of(ref("sharpen"), ref("wiener")), kernel)))
                .isEmpty();
        assertThat(judging.impossible(job(List.of(ref("sharpen"), ref("wiener")), null)))
                .contains(new JobOutcome.Failed("invalid-request", "judge wiener is non-blind and needs a kernel"));
        assertThat(judging.impossible(job(List.of(), kernel)))
                .contains(new JobOutcome.Failed("invalid-request", "judges: must be one network at least"));
        assertThat(judging.impossible(job(List.of(new NetworkRef("mine", "0".repeat(64))), kernel)))
                .contains(new JobOutcome.Failed("unknown-network", "judge mine: this worker does not serve it"));
        assertThat(judging.impossible(job(List.of(new NetworkRef("wiener", "0".repeat(64))), kernel)))
                .contains(new JobOutcome.Failed(
                        "unknown-network",
                        "judge wiener: the job means the file " + "0".repeat(64) + ", this worker has "
                                + ref("wiener").sha256()));
    }

    private PreparedJob job(List<NetworkRef> judges, @Nullable BlurKernel known) {
        ImageRef image = new ImageRef("0".repeat(64), SIDE, SIDE);
        AttackRequest request = new AttackRequest(
                        1,
                        "job",
                        "campaign",
                        0,
                        new ImageSource.Blurred("shot", image, null, null),
                        null,
                        ref("sharpen"),
                        SPEC,
                        4,
                        3,
                        Instant.EPOCH)
                .judgedOn(judges);
        PlanarImage y = PlanarImage.of(SIDE, SIDE, new float[3 * SIDE * SIDE]);
        Attack attack = new Attack(y, known, null, SPEC, Attack.epsilonOf(4), 3);
        return new PreparedJob(Deliveries.of(request), attack, y, List.of(), Instant.EPOCH);
    }

    private NetworkRef ref(String name) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow()
                .ref();
    }
}
