package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.network.NetworkRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobLabelTest {

    private static final KernelSpec SHAKE = new KernelSpec.CameraShake(17, 3);
    private static final KernelSpec FILE = new KernelSpec.File(19, "ab".repeat(32), "levin-1");

    private static final AttackSpec UNTARGETED =
            new AttackSpec(new Objective.Untargeted(), 250, 0.001, true, AttackSpec.Iterate.LAST);

    private static String kernel(BlurModel model) {
        AttackRequest request = new AttackRequest(
                AttackRequest.SCHEMA,
                "job",
                "campaign",
                0,
                new ImageSource.Sharp("astronaut", new ImageRef("cd".repeat(32), 64, 48)),
                new BlurSpec(model, Boundary.REFLECT, new BlurSpec.Noise(0, 0), false),
                new NetworkRef("wiener", "ef".repeat(32)),
                UNTARGETED,
                4,
                0,
                Instant.EPOCH);
        return JobLabel.of(request).kernel();
    }

    @Test
    void kernelsAreNamedByTypeAndSize() {
        assertThat(kernel(SHAKE)).isEqualTo("camera-shake 17 seed 3");
        assertThat(kernel(new KernelSpec.Gaussian(15, 2))).isEqualTo("gaussian 15 sigma 2");
        assertThat(kernel(new KernelSpec.LinearMotion(21, 15, 30))).isEqualTo("linear-motion 21 length 15 angle 30");
        assertThat(kernel(FILE)).isEqualTo("levin-1 19");
    }

    @Test
    void whatWasDoneToAKernelFollowsItsName() {
        assertThat(kernel(new KernelSpec.Adjusted(SHAKE, 25, false))).isEqualTo("camera-shake 17 seed 3 scaled to 25");
        assertThat(kernel(new KernelSpec.Adjusted(FILE, null, true))).isEqualTo("levin-1 19 recentred");
        assertThat(kernel(new KernelSpec.Adjusted(FILE, 25, true))).isEqualTo("levin-1 19 recentred scaled to 25");
    }

    @Test
    void aGridNamesItsFirstKernelsAndCountsTheOthers() {
        assertThat(kernel(new KernelGrid(2, 2, Collections.nCopies(4, SHAKE))))
                .isEqualTo("grid 2x2 of camera-shake 17 seed 3");
        assertThat(kernel(new KernelGrid(
                        1, 4, List.of(SHAKE, FILE, new KernelSpec.Disk(5, 2), new KernelSpec.Gaussian(5, 1)))))
                .isEqualTo("grid 1x4 of camera-shake 17 seed 3, levin-1 19, 2 more");
    }

    @Test
    void aPathNamesTheLimitsThatItHas() {
        assertThat(kernel(new CameraPath(8, 1.5, 0, 1.2, 65, 3))).isEqualTo("camera-path shift 8 rotation 1.5 seed 3");
        assertThat(kernel(new CameraPath(0, 0, 0.5, 1.2, 65, 3))).isEqualTo("camera-path tilt 0.5 seed 3");
    }

    @Test
    void anAttackIsCalledAsItsCampaignCallsIt() {
        assertThat(label(UNTARGETED).attack()).isEqualTo("untargeted, 250 steps, adam 0.001");
        assertThat(label(UNTARGETED.named("mine")).attack()).isEqualTo("mine");
    }

    @Test
    void aFolderKeepsLettersOfEveryLanguageAndFitsAFileSystem() {
        String longest = "\u7167\u7247".repeat(50);

        assertThat(label(UNTARGETED.named("gr\u00fcn/../a & b: <\"c\">?")).folder())
                .isEqualTo("astronaut-camera-shake-17-seed-3-wiener-gr\u00fcn-..-a-b-c--eps-4");
        assertThat(label(UNTARGETED.named(longest)).folder().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(195, 200);
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "0.01, 1 %", "0.07, 7 %", "0.025, 2.5 %", "0.12345, 12.3 %", "0.1, 10 %", "1, 100 %"})
    void noiseIsInPercentWhateverTheLanguage(double sigma, String words) {
        Locale usual = Locale.getDefault();
        try {
            for (Locale locale : List.of(Locale.ENGLISH, Locale.GERMANY)) {
                Locale.setDefault(locale);
                assertThat(label(UNTARGETED, sigma).noise()).isEqualTo(words);
            }
        } finally {
            Locale.setDefault(usual);
        }
    }

    private static JobLabel label(AttackSpec attack) {
        return label(attack, 0);
    }

    private static JobLabel label(AttackSpec attack, double sigma) {
        return JobLabel.of(new AttackRequest(
                AttackRequest.SCHEMA,
                "job",
                "campaign",
                0,
                new ImageSource.Sharp("astronaut", new ImageRef("cd".repeat(32), 64, 48)),
                new BlurSpec(SHAKE, Boundary.REFLECT, new BlurSpec.Noise(sigma, 0), false),
                new NetworkRef("wiener", "ef".repeat(32)),
                attack,
                4,
                0,
                Instant.EPOCH));
    }
}
