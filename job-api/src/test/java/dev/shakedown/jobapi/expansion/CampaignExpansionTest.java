package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.expansion.CampaignExpansion.ExpandedJob;
import dev.shakedown.jobapi.identity.JobNaming;
import dev.shakedown.jobapi.identity.JobNaming.JobIdentity;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignExpansionTest {

    private static final String DOCUMENT = """
            name: demo
            images:
              - {name: large, sha256: <A>}
              - {name: small, sha256: <C>}
              - {name: shot, blurred: {sha256: <B>}, kernel: {type: gaussian, size: 3, sigma: 1}}
            blurs:
              - kernel: {type: gaussian, size: 5, sigma: 2}
              - {kernel: {type: disk, size: 5, radius: 2}, boundary: valid}
            networks: [wiener, tiny]
            attacks: [{type: untargeted}, {type: untargeted, steps: 10}]
            budgets: [4, 8]
            """;

    /** Several sizes, judges, universal attacks, targets, and names that need escapes in neither form. */
    private static final String MIXED = """
            name: mixed
            images:
              - {name: one, sha256: <A>}
              - {name: two, sha256: <B>}
            blurs:
              - kernel: {type: gaussian, size: 5, sigma: 2}
              - {kernel: {type: disk, size: 5, radius: 2}, boundary: valid}
              - {kernel: {type: disk, size: 3, radius: 1}, noise: {sigma: 0.01, seed: 4}}
            networks: [wiener, tiny]
            evaluateOn: [tiny]
            attacks:
              - {type: untargeted}
              - {type: targeted, target: {sha256: <B>}, steps: 10}
              - {type: untargeted, universal: true, steps: 20}
            budgets: [4, 0.1]
            seed: 7
            """;

    /** An attack on the kernel alone between two on the image, which have several budgets. */
    private static final String TOLD = """
            name: told
            images:
              - {name: one, sha256: <A>}
              - {name: small, sha256: <C>}
            blurs:
              - kernel: {type: gaussian, size: 5, sigma: 2}
              - kernel: {type: disk, size: 5, radius: 2}
            networks: [wiener]
            attacks:
              - {type: untargeted, steps: 10}
              - {type: untargeted, steps: 20, perturb: kernel, kernelBudget: 0.05}
              - {type: untargeted, steps: 40, perturb: both, kernelBudget: 0.05}
            budgets: [4, 8, 2]
            """;

    @Test
    void anAttackOnTheKernelAloneIsDoneOnceWhateverTheBudgets() {
        SubmittedCampaign submission = submission(TOLD);
        String alone = TOLD.replace("[4, 8, 2]", "[4]");

        List<AttackRequest> jobs = requests(submission, 32);

        // 2 images x 2 blurs x (3 + 1 + 3)
        assertThat(jobs).hasSize(28).extracting(AttackRequest::jobId).doesNotHaveDuplicates();
        assertThat(jobs)
                .filteredOn(job -> !job.attack().perturbsImage())
                .hasSize(4)
                .extracting(AttackRequest::jobId)
                .containsExactlyElementsOf(ids(requests(submission(alone), 32).stream()
                        .filter(job -> !job.attack().perturbsImage())
                        .toList()));
        assertThat(submission.jobs()).isEqualTo(28);
        assertThat(Workload.of(submission.campaign())).isEqualTo(new Workload(28, 4 * (3 * 10 + 20 + 3 * 40)));
        assertThat(new CampaignExpansion(submission, 32).shares()).hasSize(2).allSatisfy(share -> {
            assertThat(share.jobs()).isEqualTo(14);
            assertThat(share.imageSteps()).isEqualTo(2 * (3 * 10 + 20 + 3 * 40));
        });
    }

    @Test
    void aStepThatIsAPartOfTheBudgetIsANumberInEveryJob() {
        SubmittedCampaign submission = submission(
                DOCUMENT.replace("{type: untargeted}", "{name: quarter, type: untargeted, stepSize: budget/4}"));

        List<AttackRequest> jobs = requests(submission, 32);

        assertThat(jobs).extracting(AttackRequest::jobId).doesNotHaveDuplicates();
        assertThat(jobs)
                .filteredOn(job -> job.attack().name().equals("quarter"))
                .hasSize(20)
                .allSatisfy(job -> assertThat(job.attack().stepSize()).isEqualTo(job.budget() / 255 / 4));
        assertThat(jobs)
                .filteredOn(job -> !job.attack().name().equals("quarter"))
                .allSatisfy(job -> assertThat(job.attack().stepSize()).isEqualTo(1e-3));
    }

    @Test
    void aBisectionCountsWithAllSearchesThatItMayNeed() {
        SubmittedCampaign submission = submission("""
                name: demo
                images: [{name: large, sha256: <A>}]
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 2}}]
                networks: [tiny]
                attacks: [{type: minimum-budget, loss: 6, steps: 20}, {type: untargeted, steps: 10}]
                budgets: [4, 8]
                """);

        // 5 searches within 4/255, 6 within 8/255.
        assertThat(new CampaignExpansion(submission, 32).shares())
                .singleElement()
                .satisfies(share -> assertThat(share.imageSteps()).isEqualTo(20 * (5 + 6) + 2 * 10));
    }

    @Test
    void countsEveryCombinationOnce() {
        SubmittedCampaign submission = submission(DOCUMENT);

        List<AttackRequest> jobs = requests(submission, 32);

        // (2 sharp images x 2 blurs + 1 blurred image) x 2 networks x 2 attacks x 2 budgets
        assertThat(jobs).hasSize(40);
        assertThat(Workload.of(submission.campaign()).jobs()).isEqualTo(40);
        assertThat(jobs).extracting(AttackRequest::jobId).doesNotHaveDuplicates();
        assertThat(jobs).extracting(AttackRequest::seed).doesNotHaveDuplicates();
        assertThat(jobs)
                .extracting(AttackRequest::ordinal)
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(Long::valueOf).toList());
        assertThat(jobs).allSatisfy(job -> {
            assertThat(job.campaignId()).isEqualTo(submission.id());
            assertThat(job.submitted()).isEqualTo(submission.submitted());
            assertThat(job.blur() == null).isEqualTo(job.source() instanceof ImageSource.Blurred);
        });
    }

    @Test
    void keepsJobsThatCanShareABatchNextToEachOther() {
        List<String> groups = jobs(submission(DOCUMENT), 1000).stream()
                .map(ExpandedJob::affinity)
                .distinct()
                .toList();
        List<String> inOrder = jobs(submission(DOCUMENT), 1000).stream()
                .map(ExpandedJob::affinity)
                .collect(Collectors.toList());

        assertThat(groups)
                .containsExactly(
                        "wiener|64x48|0",
                        "wiener|60x44|0",
                        "wiener|20x16|0",
                        "wiener|16x12|0",
                        "tiny|64x48|0",
                        "tiny|60x44|0",
                        "tiny|20x16|0",
                        "tiny|16x12|0");
        assertThat(inOrder).isSortedAccordingTo((a, b) -> Integer.compare(groups.indexOf(a), groups.indexOf(b)));
    }

    @Test
    void givesEveryChunkItsOwnKey() {
        List<ExpandedJob> jobs = jobs(submission(DOCUMENT), 3);

        // wiener at 64x48: the large image under one blur and the blurred image, 4 jobs each
        assertThat(jobs.subList(0, 8))
                .extracting(ExpandedJob::affinity)
                .containsExactly(
                        "wiener|64x48|0",
                        "wiener|64x48|0",
                        "wiener|64x48|0",
                        "wiener|64x48|1",
                        "wiener|64x48|1",
                        "wiener|64x48|1",
                        "wiener|64x48|2",
                        "wiener|64x48|2");
    }

    @Test
    void expandsTheSameCampaignToTheSameJobsAgain() {
        assertThat(jobs(submission(DOCUMENT), 32)).isEqualTo(jobs(submission(DOCUMENT), 32));
    }

    @Test
    void findsTheSameJobInAnotherCampaign() {
        String part = DOCUMENT.replace("demo", "part").replace("[wiener, tiny]", "[tiny]");

        List<String> all = requests(submission(DOCUMENT), 32).stream()
                .map(AttackRequest::jobId)
                .toList();
        List<String> some =
                requests(submission(part), 8).stream().map(AttackRequest::jobId).toList();

        assertThat(all.subList(20, 40)).isEqualTo(some);
    }

    /** Seed k of the campaign: jobs lie next to each other by seed, and are those of campaigns with one seed. */
    @Test
    void repeatsEveryJobWithEachSeedAsTheJobOfACampaignWithThatSeed() {
        SubmittedCampaign repeated = submission(MIXED + "seeds: 3\n");

        List<AttackRequest> jobs = requests(repeated, 32);

        for (int k = 0; k < 3; k++) {
            int further = k;
            List<AttackRequest> alone = requests(submission(MIXED.replace("seed: 7", "seed: " + (7 + k))), 32);
            assertThat(IntStream.range(0, jobs.size())
                            .filter(at -> at % 3 == further)
                            .mapToObj(jobs::get)
                            .map(AttackRequest::jobId))
                    .containsExactlyElementsOf(ids(alone));
        }
        assertThat(ids(jobs)).doesNotHaveDuplicates();
        assertThat(repeated.jobs())
                .isEqualTo(jobs.size())
                .isEqualTo(3 * submission(MIXED).jobs());
        assertThat(new CampaignExpansion(repeated, 32).shares().stream().mapToLong(CampaignExpansion.StepShare::jobs))
                .containsExactlyElementsOf(new CampaignExpansion(submission(MIXED), 32)
                        .shares().stream().map(share -> 3 * share.jobs()).toList());
    }

    /** The document does not change where it says what is usual, so the campaign's id does not either. */
    @Test
    void oneSeedIsTheCampaignWithoutTheField() {
        assertThat(submission(MIXED + "seeds: 1\n")).isEqualTo(submission(MIXED));
    }

    @Test
    void everyJobNamesItsJudgesAndIsAnotherJobForOthersButStartsAlike() {
        List<AttackRequest> alone = requests(submission(DOCUMENT), 32);
        List<AttackRequest> judged = requests(submission(DOCUMENT + "evaluateOn: [tiny]"), 32);

        assertThat(alone).allSatisfy(job -> assertThat(job.judges()).containsExactly(job.network()));
        assertThat(judged.subList(0, 20))
                .allSatisfy(job ->
                        assertThat(job.judges()).extracting(NetworkRef::id).containsExactly("wiener", "tiny"));
        assertThat(judged).extracting(AttackRequest::seed).containsExactlyElementsOf(seeds(alone));
        assertThat(judged.subList(0, 20))
                .extracting(AttackRequest::jobId)
                .doesNotContainAnyElementsOf(ids(alone))
                .doesNotHaveDuplicates();
        // tiny judges itself alone either way
        assertThat(ids(judged.subList(20, 40))).isEqualTo(ids(alone.subList(20, 40)));
    }

    @ParameterizedTest
    @ValueSource(strings = {MIXED, TOLD})
    void goesOnFromAnyJob(String document) {
        SubmittedCampaign submission = submission(document + "seeds: 2\n");
        List<ExpandedJob> all = jobs(submission, 3);

        for (int first = 0; first <= all.size(); first++) {
            List<ExpandedJob> rest = new ArrayList<>();
            new CampaignExpansion(submission, 3).from(first).forEachRemaining(rest::add);
            assertThat(rest).isEqualTo(all.subList(first, all.size()));
        }
        assertThat(all).hasSize((int) submission.jobs());
    }

    @Test
    void jobsHaveWhatTheCampaignAsksForBeyondTheUsual() {
        SubmittedCampaign submission =
                submission(MIXED + "keepOutputs: true\nfurtherMetrics: [ssim-y, jpeg-90, jpeg-75]\n");

        assertThat(requests(submission, 32)).allSatisfy(job -> {
            assertThat(job.keepsOutputs()).isTrue();
            assertThat(job.furtherMetrics()).containsExactly("jpeg-75", "jpeg-90", "ssim-y");
        });
        assertThat(ids(requests(submission, 32))).doesNotContainAnyElementsOf(ids(requests(submission(MIXED), 32)));
    }

    @Test
    void namesAndWritesJobsAsIfEachWereAlone() throws IOException {
        SubmittedCampaign submission = submission(MIXED);
        ObjectMapper json = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
        RequestWriter writer = new RequestWriter(json);

        for (AttackRequest job : requests(submission, 32)) {
            JobIdentity alone = new JobNaming(submission.campaign().seed())
                    .name(
                            job.source(),
                            job.blur(),
                            job.network(),
                            job.judges(),
                            job.attack(),
                            job.companions(),
                            job.budget());
            assertThat(new JobIdentity(job.jobId(), job.seed())).isEqualTo(alone);
            AttackRequest again = job.delivered(new Delivery(2, 1));
            AttackRequest whole = again.giving(true, List.of("jpeg-75", "psnr-y"));
            assertThat(json.readTree(writer.bytes(whole)).fieldNames())
                    .toIterable()
                    .containsExactlyElementsOf(Arrays.stream(AttackRequest.class.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
            for (AttackRequest written : List.of(again, whole)) {
                assertThat(new String(writer.bytes(written), StandardCharsets.UTF_8))
                        .isEqualTo(json.writeValueAsString(written));
                assertThat(json.readValue(writer.bytes(written), AttackRequest.class))
                        .isEqualTo(written);
            }
        }
    }

    private static List<String> ids(List<AttackRequest> jobs) {
        return jobs.stream().map(AttackRequest::jobId).toList();
    }

    private static List<Long> seeds(List<AttackRequest> jobs) {
        return jobs.stream().map(AttackRequest::seed).toList();
    }

    private static SubmittedCampaign submission(String document) {
        return ServedTestNetworks.submitted(ServedTestNetworks.read(document));
    }

    private static List<ExpandedJob> jobs(SubmittedCampaign submission, int chunkSize) {
        List<ExpandedJob> jobs = new ArrayList<>();
        new CampaignExpansion(submission, chunkSize).from(0).forEachRemaining(jobs::add);
        return jobs;
    }

    private static List<AttackRequest> requests(SubmittedCampaign submission, int chunkSize) {
        return jobs(submission, chunkSize).stream().map(ExpandedJob::request).toList();
    }
}
