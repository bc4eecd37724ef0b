package dev.shakedown.jobapi.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.PublishedFigure;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignReaderTest {

    private static final ImageRef PHOTOGRAPH = new ImageRef(ServedTestNetworks.PHOTOGRAPH, 64, 48);
    private static final ImageRef OTHER = new ImageRef(ServedTestNetworks.OTHER_PHOTOGRAPH, 64, 48);

    private static final String EVERYTHING = """
            schema: 1
            name: all-of-it
            images:
              - {name: astronaut, sha256: <A>}
              - {name: shot, dataSet: levin, blurred: {sha256: <B>}, sharp: {sha256: <A>}, kernel: {type: file, sha256: <D>}}
            blurs:
              - kernel: {type: camera-shake, size: 17, seed: 3}
                boundary: circular
                noise: {sigma: 0.01, seed: 1}
                roundTo8Bit: true
              - kernel: {type: gaussian, size: 15, sigma: 2.0}
              - kernel: {type: disk, size: 15, radius: 7.5}
              - kernel: {type: linear-motion, size: 21, length: 21, angle: 30}
              - {kernel: {type: file, sha256: <D>, size: 5, name: levin-1}, boundary: valid}
              - kernel: {type: camera-shake, size: 17, seed: 3, scaleTo: 25}
              - kernel: {type: file, sha256: <D>, recentre: true}
              - kernel: {type: file, sha256: <D>, recentre: true, scaleTo: 21}
              - grid:
                  rows: 1
                  columns: 2
                  kernels: [{type: gaussian, size: 5, sigma: 1}, {type: disk, size: 9, radius: 3, scaleTo: 7}]
              - cameraPath: {maxShift: 8, maxRotation: 1.5, maxTilt: 0.5, focalLength: 1.5, frames: 33, seed: 7}
              - {cameraPath: {maxRotation: 2}, boundary: valid}
            networks: [wiener, tiny]
            attacks:
              - {type: untargeted, steps: 100, stepSize: 0.01, clip: false, iterate: best}
              - {type: targeted, target: {name: chelsea, sha256: <B>}, steps: 7}
              - {type: targeted, target: {name: astronaut}}
            budgets: [4, 8.5]
            seed: 42
            retention: perturbations
            furtherMetrics: [ssim-y, jpeg-75, psnr-y]
            keepOutputs: true
            published:
              - {network: wiener, psnr: 31.25, source: a paper}
              - {network: tiny, attack: "untargeted, 100 steps, adam 0.01, not clipped, best iterate", budget: 8.5, psnr: 20}
            """;

    @Test
    void fillsInEveryDefault() {
        Campaign campaign = accepted("""
                name: demo
                images: [{sha256: <A>}]
                blurs: [{kernel: {type: camera-shake, size: 17}}]
                networks: [wiener]
                attacks: [{type: untargeted}, {type: targeted, target: {sha256: <B>}}]
                budgets: [4]
                """);

        assertThat(campaign.schema()).isEqualTo(1);
        assertThat(campaign.seed()).isZero();
        assertThat(campaign.images()).containsExactly(new ImageSource.Sharp("aaaaaaaaaaaa", PHOTOGRAPH));
        assertThat(campaign.blurs())
                .containsExactly(new BlurSpec(
                        new KernelSpec.CameraShake(17, 0), Boundary.REFLECT, new BlurSpec.Noise(0, 0), false));
        assertThat(campaign.attacks())
                .containsExactly(
                        new AttackSpec(new Objective.Untargeted(), 250, 0.001, true, Iterate.LAST),
                        new AttackSpec(new Objective.Targeted("bbbbbbbbbbbb", OTHER), 500, 0.001, true, Iterate.LAST));
    }

    @Test
    void keepsHowAnImageWasMade() {
        String yaml = """
                name: made
                images: [{sha256: <A>, recipe: "JPEG 4000x3000; resized to 64x48 (Lanczos-3)"}]
                blurs: [{kernel: {type: camera-shake, size: 17}}]
                networks: [wiener]
                attacks: [{type: targeted, target: {sha256: <B>, recipe: "BMP 64x48"}}]
                budgets: [4]
                """;

        Campaign campaign = accepted(yaml);

        assertThat(((ImageSource.Sharp) campaign.images().get(0)).sharp().recipe())
                .isEqualTo("JPEG 4000x3000; resized to 64x48 (Lanczos-3)");
        assertThat(((Objective.Targeted) campaign.attacks().get(0).objective())
                        .target()
                        .recipe())
                .isEqualTo("BMP 64x48");
    }

    @Test
    void readsEveryField() {
        KernelSpec file = new KernelSpec.File(5, ServedTestNetworks.KERNEL, "dddddddddddd");

        Campaign campaign = accepted(EVERYTHING);

        assertThat(campaign.name()).isEqualTo("all-of-it");
        assertThat(campaign.retention()).isEqualTo(Retention.PERTURBATIONS);
        assertThat(campaign.keepsOutputs()).isTrue();
        assertThat(campaign.furtherMetrics()).containsExactly("jpeg-75", "psnr-y", "ssim-y");
        assertThat(campaign.published())
                .containsExactly(
                        new PublishedFigure("wiener", null, null, 31.25, "a paper"),
                        new PublishedFigure("tiny", campaign.attacks().get(0).name(), 8.5, 20, null));
        assertThat(campaign.images().get(1))
                .isEqualTo(new ImageSource.Blurred(
                        "shot",
                        "levin",
                        OTHER,
                        PHOTOGRAPH,
                        new KernelSpec.File(5, ServedTestNetworks.KERNEL, "dddddddddddd")));
        assertThat(campaign.images().get(0).dataSet()).isNull();
        assertThat(campaign.blurs())
                .containsExactly(
                        new BlurSpec(
                                new KernelSpec.CameraShake(17, 3),
                                Boundary.CIRCULAR,
                                new BlurSpec.Noise(0.01, 1),
                                true),
                        plain(new KernelSpec.Gaussian(15, 2)),
                        plain(new KernelSpec.Disk(15, 7.5)),
                        plain(new KernelSpec.LinearMotion(21, 21, 30)),
                        new BlurSpec(
                                new KernelSpec.File(5, ServedTestNetworks.KERNEL, "levin-1"),
                                Boundary.VALID,
                                new BlurSpec.Noise(0, 0),
                                false),
                        plain(new KernelSpec.Adjusted(new KernelSpec.CameraShake(17, 3), 25, false)),
                        plain(new KernelSpec.Adjusted(file, null, true)),
                        plain(new KernelSpec.Adjusted(file, 21, true)),
                        plain(new KernelGrid(
                                1,
                                2,
                                List.of(
                                        new KernelSpec.Gaussian(5, 1),
                                        new KernelSpec.Adjusted(new KernelSpec.Disk(9, 3), 7, false)))),
                        plain(new CameraPath(8, 1.5, 0.5, 1.5, 33, 7)),
                        new BlurSpec(
                                new CameraPath(0, 2, 0, 1.2, 65, 0), Boundary.VALID, new BlurSpec.Noise(0, 0), false));
        assertThat(campaign.networks()).containsExactly("wiener", "tiny");
        assertThat(campaign.attacks())
                .containsExactly(
                        new AttackSpec(new Objective.Untargeted(), 100, 0.01, false, Iterate.BEST),
                        new AttackSpec(new Objective.Targeted("chelsea", OTHER), 7, 0.001, true, Iterate.LAST),
                        new AttackSpec(
                                new Objective.Targeted("astronaut", PHOTOGRAPH), 500, 0.001, true, Iterate.LAST));
        assertThat(campaign.budgets()).containsExactly(4.0, 8.5);
        assertThat(campaign.seed()).isEqualTo(42);
    }

    @Test
    void readsItsOwnNormalisedFormAsTheSameCampaign() {
        Campaign campaign = accepted(EVERYTHING);

        ReadOutcome again = ServedTestNetworks.read(new ObjectMapper().valueToTree(campaign));

        assertThat(again).isEqualTo(ServedTestNetworks.read(EVERYTHING));
    }

    @Test
    void keepsNamesOfEveryLanguageInOneUnicodeForm() {
        String document = """
                name: "gru\u0308n \u7167\u7247 & <\ud83d\ude00>"
                images: [{name: "bilder/gru\u0308n", sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 3, sigma: 1}}]
                networks: [tiny]
                attacks: [{type: targeted, target: {name: "bilder/gr\u00fcn"}}, {name: "gru\u0308n", type: untargeted}]
                budgets: [4]
                """;

        Campaign campaign = accepted(document);

        assertThat(campaign.name()).isEqualTo("gr\u00fcn \u7167\u7247 & <\ud83d\ude00>");
        assertThat(campaign.images().get(0).name()).isEqualTo("bilder/gr\u00fcn");
        assertThat(campaign.attacks()).extracting(AttackSpec::name).element(1).isEqualTo("gr\u00fcn");
        assertThat(accepted(document.replace("gru\u0308n", "gr\u00fcn"))).isEqualTo(campaign);
    }

    @Test
    void namesAttacksByWhatTheySayWhereTheDocumentDoesNot() {
        List<String> names = attackNames("""
                - {type: untargeted}
                - {name: mine, type: untargeted, steps: 5}
                - {type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 5, height: 5}}}
                - {type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 6, height: 6}}}
                - {type: untargeted, stepSize: budget/0.5}
                - {type: untargeted, measure: l1, weighting: cosine, clampOutput: true}
                - {type: untargeted, steps: 100, update: apgd}
                - {name: plate, type: localised, rectangle: {left: 0, top: 0, width: 9, height: 9}, patch: {text: A}}
                - {type: untargeted, steps: 100, update: square}
                """);

        assertThat(names.get(8)).isEqualTo("untargeted, 100 steps, square");
        assertThat(names.get(0)).isEqualTo("untargeted, 250 steps, adam 0.001");
        assertThat(names.get(1)).isEqualTo("mine");
        assertThat(names.get(2)).matches("untargeted, 250 steps, adam 0.001, masked, [0-9a-f]{8}");
        assertThat(names.get(3)).matches("untargeted, 250 steps, adam 0.001, masked, [0-9a-f]{8}");
        assertThat(names.get(4)).isEqualTo("untargeted, 250 steps, adam budget/0.5");
        assertThat(names.get(5))
                .isEqualTo("untargeted, 250 steps, adam 0.001, l1 distance, cosine weighting, clamped output");
        assertThat(names.get(6)).isEqualTo("untargeted, 100 steps, apgd budget/0.5, best iterate");
        assertThat(names.get(7)).isEqualTo("plate");
        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void theSmallestBudgetIsSoughtWithDefaultsOfItsOwn() {
        Campaign campaign = accepted("""
                name: demo
                images: [{blurred: {sha256: <A>}, sharp: {sha256: <A>}}]
                networks: [tiny]
                budgets: [8]
                attacks: [{type: minimum-budget, loss: 6}]
                """);

        AttackSpec attack = campaign.attacks().get(0);
        assertThat(attack.name()).isEqualTo("minimum budget for 6 dB, 50 steps, adam budget/2");
        assertThat(attack.objective()).isEqualTo(new Objective.MinimumBudget(6, 0.25));
        assertThat(attack.distance()).isEqualTo(new Distance(Distance.Measure.L2, null, null, true));
        assertThat(attack.start()).isEqualTo(AttackSpec.Start.ZERO);
        assertThat(attack.iterate()).isEqualTo(AttackSpec.Iterate.BEST);
        assertThat(new Objective.MinimumBudget(6, 0.25).halvings(8)).isEqualTo(5);
        assertThat(new Objective.MinimumBudget(6, 0.25).halvings(8.1)).isEqualTo(6);
        assertThat(new Objective.MinimumBudget(6, 9).halvings(8)).isZero();
    }

    @Test
    void aStandardAttackIsItsMembers() {
        List<String> away =
                List.of("standard-2/square", "standard-2/apgd", "standard-2/apgd-clamped", "standard-2/adam-l1");
        List<String> both = new ArrayList<>(List.of(
                "standard-2/cat/square", "standard-2/cat/apgd", "standard-2/cat/apgd-l1", "standard-2/cat/adam"));
        both.addAll(away);
        Campaign blurred = accepted("""
                name: demo
                images: [{blurred: {sha256: <A>}, kernel: {type: gaussian, size: 3, sigma: 1}}]
                networks: [tiny]
                budgets: [4]
                attacks: [{type: standard}]
                """);

        assertThat(attackNames("- {type: standard}\n")).isEqualTo(away);
        assertThat(attackNames("- {type: standard, target: {sha256: <B>, name: cat}}\n- {type: standard}\n"))
                .isEqualTo(both);
        assertThat(blurred.attacks())
                .extracting(AttackSpec::name)
                .containsExactly("standard-2/square", "standard-2/apgd", "standard-2/apgd-l1", "standard-2/adam");
        assertThat(blurred.attacks()).extracting(AttackSpec::objective).containsOnly(new Objective.Untargeted());
    }

    /** A version is never changed. If this fails, make version 3. */
    @Test
    void theSecondVersionOfTheStandardAttackStaysWhatItIs() {
        Objective untargeted = new Objective.Untargeted();

        assertThat(StandardAttack.members(untargeted, true))
                .extracting(attack -> attack.named("").name() + ", " + attack.clip())
                .containsExactly(
                        "ground-truth, 50 steps, square, true",
                        "ground-truth, 100 steps, apgd budget/0.5, best iterate, true",
                        "ground-truth, 100 steps, apgd budget/0.5, clamped output, best iterate, true",
                        "ground-truth, 250 steps, adam 0.001, l1 distance, clamped output, best iterate, true");
        assertThat(StandardAttack.members(untargeted, false))
                .extracting(attack -> attack.named("").name())
                .containsExactly(
                        "untargeted, 50 steps, square",
                        "untargeted, 100 steps, apgd budget/0.5, best iterate",
                        "untargeted, 100 steps, apgd budget/0.5, l1 distance, clamped output, best iterate",
                        "untargeted, 250 steps, adam 0.001");
        assertThat(StandardAttack.members(new Objective.Targeted("cat", OTHER), true))
                .extracting(attack -> attack.named("").name())
                .containsExactly(
                        "targeted cat, 50 steps, square",
                        "targeted cat, 100 steps, apgd budget/0.5, best iterate",
                        "targeted cat, 100 steps, apgd budget/0.5, l1 distance, clamped output, best iterate",
                        "targeted cat, 500 steps, adam 0.001");
    }

    @Test
    void namesAnAttackAlikeInEveryCampaignWhereOthersAreCalledAlike() {
        String one = "- {type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 5, height: 5}}}\n";
        String other = "- {type: untargeted, mask: {rectangle: {left: 0, top: 0, width: 6, height: 6}}}\n";

        assertThat(attackNames(one + other)).containsExactlyInAnyOrderElementsOf(attackNames(other + one));
        assertThat(attackNames(one)).containsExactly("untargeted, 250 steps, adam 0.001, masked");
        assertThat(attackNames("- {type: targeted, target: {sha256: <B>, name: %s}}\n".formatted("x".repeat(200))))
                .singleElement()
                .asString()
                .hasSize(100)
                .startsWith("targeted xxx")
                .endsWith("xxx, 500 steps, adam 0.001");
    }

    private static List<String> attackNames(String attacks) {
        String document = """
                name: demo
                images: [{sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 3, sigma: 1}}]
                networks: [tiny]
                budgets: [4]
                attacks:
                %s
                """.formatted(attacks.stripTrailing());
        Campaign campaign = accepted(document);
        assertThat(((Accepted) ServedTestNetworks.read(new ObjectMapper().valueToTree(campaign))).campaign())
                .isEqualTo(campaign);
        return campaign.attacks().stream().map(AttackSpec::name).toList();
    }

    @Test
    void resolvesNetworksToTheFilesThatAreServedNow() {
        Accepted accepted = (Accepted) ServedTestNetworks.read(EVERYTHING);

        assertThat(accepted.networks())
                .containsExactly(
                        ServedTestNetworks.networks().get("wiener").ref(),
                        ServedTestNetworks.networks().get("tiny").ref());
    }

    @Test
    void needsNoBlursWhereEveryImageArrivesBlurred() {
        Campaign campaign = accepted("""
                name: demo
                images: [{blurred: {sha256: <A>}}]
                networks: [tiny]
                attacks: [{type: untargeted}]
                budgets: [4]
                """);

        assertThat(campaign.blurs()).isEmpty();
        assertThat(Workload.of(campaign)).isEqualTo(new Workload(1, 250));
    }

    @Test
    void takesNoNoiseAndNoiseOfNothingForTheSame() {
        String document = """
                name: demo
                images: [{sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 3, sigma: 1}%s}]
                networks: [tiny]
                attacks: [{type: untargeted}]
                budgets: [4]
                """;

        assertThat(accepted(document.formatted(", noise: {sigma: 0, seed: 9}")))
                .isEqualTo(accepted(document.formatted("")));
    }

    @Test
    void countsJobsAndSteps() {
        Campaign campaign = accepted(EVERYTHING);

        // (1 sharp image x 11 blurs + 1 blurred image) x 2 networks x 2 budgets = 48 of each attack
        assertThat(Workload.of(campaign)).isEqualTo(new Workload(144, 48 * (100 + 7 + 500)));
    }

    @Test
    void acceptsExactlyTheMostJobs() {
        String budgets = java.util.stream.IntStream.rangeClosed(1, 50_000)
                .mapToObj(i -> Double.toString(i / 1000.0))
                .collect(java.util.stream.Collectors.joining(", "));

        Campaign campaign = accepted("""
                name: demo
                images: [{sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 3, sigma: 1}}]
                networks: [wiener, tiny]
                attacks: [{type: untargeted}]
                budgets: [%s]
                """.formatted(budgets));

        assertThat(Workload.of(campaign).jobs()).isEqualTo(100_000);
    }

    private static Campaign accepted(String yaml) {
        ReadOutcome reading = ServedTestNetworks.read(yaml);
        assertThat(reading).isInstanceOf(Accepted.class);
        return ((Accepted) reading).campaign();
    }

    @Test
    void aValidBlurMakesTheImageSmallerByWhatItReaches() {
        ImageSize size = new ImageSize(640, 480);
        BlurModel grid = new KernelGrid(1, 2, List.of(new KernelSpec.Gaussian(5, 1), new KernelSpec.Gaussian(9, 1)));
        BlurModel scaled = new KernelSpec.Adjusted(new KernelSpec.Gaussian(5, 1), 21, false);

        assertThat(size.after(valid(grid))).isEqualTo(new ImageSize(632, 472));
        assertThat(size.after(valid(scaled))).isEqualTo(new ImageSize(620, 460));
        assertThat(size.after(valid(new CameraPath(7.5, 0, 0, 1, 9, 0)))).isEqualTo(new ImageSize(624, 464));
        assertThat(size.after(plain(grid))).isEqualTo(size);
    }

    private static BlurSpec valid(BlurModel model) {
        return new BlurSpec(model, Boundary.VALID, new BlurSpec.Noise(0, 0), false);
    }

    private static BlurSpec plain(BlurModel kernel) {
        return new BlurSpec(kernel, Boundary.REFLECT, new BlurSpec.Noise(0, 0), false);
    }
}
