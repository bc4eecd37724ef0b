package dev.shakedown.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.KernelChange;
import dev.shakedown.contract.job.StepEvaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.contract.network.TrainedBlurs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageJsonTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final ImageRef IMAGE = new ImageRef("ab".repeat(32), 256, 128);
    private static final ImageRef MADE = new ImageRef("ac".repeat(32), 256, 128, "TIFF 512x256; resized to 256x128");
    private static final NetworkRef NETWORK = new NetworkRef("rgdn@10", "cd".repeat(32));
    private static final NetworkRef JUDGE = new NetworkRef("rgdn@50", "12".repeat(32));
    private static final AttackSpec ATTACK =
            new AttackSpec(new Objective.Targeted("cat", IMAGE), 500, 1e-3, true, AttackSpec.Iterate.BEST);
    private static final List<KernelSpec> KERNELS = List.of(
            new KernelSpec.CameraShake(17, 3),
            new KernelSpec.Gaussian(15, 2.5),
            new KernelSpec.Disk(9, 3.5),
            new KernelSpec.LinearMotion(21, 15, 30),
            new KernelSpec.File(19, "ef".repeat(32), "levin-1"),
            new KernelSpec.Adjusted(new KernelSpec.CameraShake(17, 3), 25, false),
            new KernelSpec.Adjusted(new KernelSpec.File(19, "ef".repeat(32), "levin-1"), null, true));
    private static final List<BlurModel> MODELS = Stream.concat(
                    KERNELS.stream(),
                    Stream.of(new KernelGrid(2, 3, KERNELS.subList(0, 6)), new CameraPath(8.5, 1, 0, 1.2, 65, 3)))
            .toList();

    private static final Rectangle REGION = new Rectangle(1, 2, 30, 40);
    private static final List<AttackSpec> ATTACKS = List.of(
            ATTACK,
            new AttackSpec(new Objective.Untargeted(), 5, 0.5, false, AttackSpec.Iterate.LAST)
                    .stepping(4)
                    .evaluatedAt(List.of(2, 5))
                    .constrained(true, true),
            new AttackSpec(new Objective.Untargeted(), 5, 0.5, false, AttackSpec.Iterate.LAST)
                    .perturbing(AttackSpec.Perturb.KERNEL, AttackSpec.Norm.L2, 0.05),
            new AttackSpec(new Objective.MinimumBudget(6, 0.25), 5, 0.5, false, AttackSpec.Iterate.BEST),
            new AttackSpec(
                    new Objective.GroundTruth(),
                    new Distance(Distance.Measure.MSE, new Mask.Region(REGION, 1, 0.5)),
                    AttackSpec.Norm.L2,
                    AttackSpec.Start.ZERO,
                    AttackSpec.Update.GRADIENT,
                    5,
                    0.5,
                    false,
                    AttackSpec.Iterate.LAST,
                    1,
                    new Plateau(20, 0.01),
                    new Expectation(4, 0.01, KERNELS, List.of(75, 90)),
                    false,
                    5),
            new AttackSpec(
                    new Objective.Localised("ninety", REGION, new Patch.Text("90", "#000000", null)),
                    new Distance(Distance.Measure.L1, new Mask.Picture("sign", IMAGE), Distance.Weighting.COSINE, true),
                    AttackSpec.Norm.LINF,
                    AttackSpec.Start.GAUSSIAN,
                    AttackSpec.Update.SIGN,
                    5,
                    0.5,
                    false,
                    AttackSpec.Iterate.LAST,
                    3,
                    null,
                    null,
                    true,
                    10),
            new AttackSpec(
                    new Objective.Localised("patch", REGION, new Patch.Picture(IMAGE)),
                    5,
                    0.5,
                    false,
                    AttackSpec.Iterate.LAST));

    /** Configured as every service does. */
    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    static Stream<Object> messages() {
        ImageQuality quality = new ImageQuality(Double.POSITIVE_INFINITY, Double.NaN, 0.25);
        Evaluation evaluation = new Evaluation(
                        quality, quality, quality, quality, null, null, null, quality, quality, 10.5, 0.0156, 6.3,
                        0.0157, 5.2, 65.9, 40)
                .with(List.of(), new KernelChange(0.01, 0.002));
        Campaign campaign = new Campaign(
                Campaign.SCHEMA,
                "demo",
                List.of(
                        new ImageSource.Sharp("a", IMAGE),
                        new ImageSource.Blurred("b", IMAGE, null, null),
                        new ImageSource.Blurred("c", MADE, IMAGE, KERNELS.get(0))),
                MODELS.stream()
                        .map(model -> new BlurSpec(model, Boundary.VALID, new BlurSpec.Noise(0.01, 7), true))
                        .toList(),
                List.of("wiener"),
                List.of("rgdn@50"),
                ATTACKS,
                List.of(4.0, 0.1),
                1L << 52,
                3,
                Priority.URGENT,
                Retention.ALL,
                List.of(),
                false,
                List.of());
        NetworkCard card = new NetworkCard(
                1,
                "wiener",
                "Wiener",
                NetworkCard.Kind.NON_BLIND,
                List.of(0.0, 1.0),
                1,
                "none",
                16,
                List.of(64, 48),
                Map.of("steps", 10),
                NetworkCard.Gradient.VJP,
                "fp32",
                null,
                "here",
                "Apache-2.0",
                "none",
                0L,
                new NetworkCard.CleanScore(20, 25, 5, "five photographs"),
                new TrainedBlurs(List.of("camera-shake"), 13, 0.01),
                1.088);
        return Stream.of(
                new SubmittedCampaign(
                        SubmittedCampaign.SCHEMA,
                        "id",
                        campaign,
                        List.of(NETWORK),
                        List.of(List.of(NETWORK, JUDGE)),
                        100,
                        NOW,
                        new Round(2, true),
                        "bearer alice"),
                new AttackRequest(
                                AttackRequest.SCHEMA,
                                "job",
                                "campaign",
                                7,
                                new ImageSource.Sharp("a", IMAGE),
                                new BlurSpec(KERNELS.get(4), Boundary.REFLECT, new BlurSpec.Noise(0, 0), false, false),
                                NETWORK,
                                List.of(NETWORK, JUDGE),
                                ATTACK.named("the paper's"),
                                List.of(),
                                4,
                                11,
                                NOW)
                        .delivered(new Delivery(2, 1))
                        .giving(true, List.of("jpeg-75", "psnr-y")),
                new JobProgress(JobProgress.SCHEMA, "job", "campaign", 10, 500, 1.25, "worker-1", NOW),
                new AttackResult(
                        AttackResult.SCHEMA,
                        "job",
                        "campaign",
                        new JobOutcome.Succeeded(
                                evaluation,
                                List.of(
                                        new JudgedEvaluation(NETWORK, evaluation),
                                        new JudgedEvaluation(JUDGE, evaluation),
                                        new JudgedEvaluation(JUDGE, "companion", evaluation)),
                                List.of(new TracePoint(0, 1), new TracePoint(10, 2)),
                                List.of(new ArtifactRef(
                                        ArtifactKind.PERTURBATION, "aa".repeat(32), "application/x-npy", 12)),
                                0.05,
                                List.of(new StepEvaluation(5, NETWORK, evaluation)),
                                List.of(new Warning(Warning.NO_MOVEMENT, "the gradient is zero"))),
                        "worker-1",
                        NOW,
                        NOW),
                new AttackResult(
                        AttackResult.SCHEMA,
                        "job",
                        "campaign",
                        new JobOutcome.Failed("not-finite", "at step 3"),
                        "worker-1",
                        NOW,
                        NOW),
                new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "aa".repeat(32), card),
                new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, "aa".repeat(32), card, "big"),
                DeadLetter.unreadable(Topics.REQUESTS, 3, 99, "garbage", "not JSON", NOW),
                new DeadLetter(
                        DeadLetter.SCHEMA, "job", "campaign", Topics.REQUESTS, 3, 99, "{}", "not-finite", "why", NOW),
                new CampaignControl(CampaignControl.SCHEMA, "campaign", CampaignControl.State.PAUSED, 0, NOW),
                new ExpansionProgress(ExpansionProgress.SCHEMA, "campaign", 1, 1000, 900, 100, false),
                new KeyedSubmission(KeyedSubmission.SCHEMA, "aa".repeat(32), "campaign", NOW),
                new JobAttempt(
                        JobAttempt.SCHEMA,
                        "job",
                        "campaign",
                        2,
                        1,
                        JobAttempt.State.RELEASED,
                        40,
                        "shakedown.requests/3/99",
                        "worker-1",
                        NOW,
                        "worker-2 ended"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageComesBackAsItWas(Object message) throws JsonProcessingException {
        String text = json.writeValueAsString(message);

        assertThat((Object) json.readValue(text, message.getClass())).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void aMessageCarriesItsSchemaVersionAndAReaderIgnoresWhatItDoesNotKnow(Object message)
            throws JsonProcessingException {
        ObjectNode tree = json.valueToTree(message);
        assertThat(tree.path("schema").isInt()).isTrue();

        tree.put("fromALaterVersion", 1);

        assertThat((Object) json.treeToValue(tree, message.getClass())).isEqualTo(message);
    }

    /** Result-store refuses messages in which a number or a flag is missing. */
    @ParameterizedTest
    @MethodSource("messages")
    void outputsThatAreNotKeptAreNotMentioned(Object message) throws JsonProcessingException {
        String text = json.writeValueAsString(
                message instanceof AttackRequest request ? request.giving(false, List.of()) : message);

        Object read = json.copy()
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .readValue(text, message.getClass());

        assertThat(json.writeValueAsString(read)).isEqualTo(text).doesNotContain("keepOutputs", "furtherMetrics\":[]");
    }

    @Test
    void numbersThatAreNotFiniteTravelAsStrings() throws JsonProcessingException {
        String quality = json.writeValueAsString(new ImageQuality(Double.POSITIVE_INFINITY, Double.NaN, 0.5));

        assertThat(quality).isEqualTo("{\"psnr\":\"Infinity\",\"ncc\":\"NaN\",\"ssim\":0.5}");
    }

    @Test
    void aBlurWithOneKernelHasItInTheFieldKernel() throws JsonProcessingException {
        BlurSpec blur = new BlurSpec(KERNELS.get(0), Boundary.REFLECT, new BlurSpec.Noise(0.01, 1), false);

        String text = json.writeValueAsString(blur);

        assertThat(json.readTree(text)).isEqualTo(json.readTree("""
                {"kernel": {"type": "camera-shake", "size": 17, "seed": 3}, "boundary": "reflect",
                 "noise": {"sigma": 0.01, "seed": 1}, "clampBlurred": true, "roundTo8Bit": false}
                """));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'boundary': 'reflect', 'noise': {'sigma': 0, 'seed': 0}, 'roundTo8Bit': false}",
                "{'kernel': {'type': 'gaussian', 'size': 3, 'sigma': 1}, 'cameraPath': {'frames': 2}}",
                "{'grid': {'rows': 2, 'columns': 1, 'kernels': [{'type': 'gaussian', 'size': 3, 'sigma': 1}]}}",
                "{'kernel': {'type': 'adjusted', 'kernel': {'type': 'adjusted'}}}"
            })
    void aBlurThatIsNotExactlyOneIsNoMessage(String text) {
        assertThatThrownBy(() -> json.readValue(text.replace('\'', '"'), BlurSpec.class))
                .isInstanceOf(ValueInstantiationException.class)
                .hasMessageContaining("must be");
    }

    @Test
    void aBlurReachesAsFarAsItsLargestKernelOrItsPath() {
        KernelSpec small = new KernelSpec.Gaussian(5, 1);
        KernelSpec large = new KernelSpec.Adjusted(small, 11, false);

        assertThat(small.reach(100, 100)).isEqualTo(2);
        assertThat(new KernelGrid(1, 2, List.of(small, large)).reach(100, 100)).isEqualTo(5);
        assertThat(new CameraPath(7, 0, 0, 1, 9, 0).reach(300, 400)).isEqualTo(7);
        assertThat(new CameraPath(7.2, 60, 0, 1, 9, 0).reach(300, 400)).isEqualTo(265);
        assertThat(new CameraPath(0, 60, 0, 1, 9, 0).reachAtCentre(300)).isZero();
        // f tan(tilt) = 300 tan(10 degrees) = 52.9
        assertThat(new CameraPath(0, 0, 10, 1, 9, 0).reachAtCentre(300)).isEqualTo(53);
        assertThat(new CameraPath(0, 0, 80, 1, 9, 0).reach(300, 400)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aCardThatDoesNotSayMeansAutogradAndNoOptions() throws JsonProcessingException {
        NetworkCard card = json.readValue("""
                {"schema": 1, "name": "old", "title": "Old", "kind": "blind", "valueRange": [0, 1], "sizeMultiple": 1,
                 "padding": "none", "minimumSize": 1, "precision": "fp32", "origin": "here", "licence": "MIT",
                 "trainingData": "none", "parameters": 0}
                """, NetworkCard.class);

        assertThat(card.gradient()).isEqualTo(NetworkCard.Gradient.AUTOGRAD);
        assertThat(card.options()).isEmpty();
    }

    @Test
    void anAnnouncementWithoutAQueueMeansTheDefaultQueue() throws JsonProcessingException {
        for (Object message :
                messages().filter(AnnouncedNetwork.class::isInstance).toList()) {
            ObjectNode tree = json.valueToTree(message);
            tree.remove("queue");

            AnnouncedNetwork old = json.treeToValue(tree, AnnouncedNetwork.class);

            assertThat(old.queue()).isNull();
            assertThat(old.servedBy()).isEqualTo(RequestQueue.DEFAULT);
            assertThat(old.key()).isEqualTo("wiener");
        }
    }

    @Test
    void anAnnouncementForAQueueThatCannotBeIsNoMessage() {
        ObjectNode tree = json.valueToTree(messages()
                .filter(AnnouncedNetwork.class::isInstance)
                .findFirst()
                .orElseThrow());

        tree.put("queue", "Big");

        assertThatThrownBy(() -> json.treeToValue(tree, AnnouncedNetwork.class))
                .isInstanceOf(ValueInstantiationException.class)
                .hasMessageContaining("queue: Big: must be 1 to 32 of a-z");
    }

    @Test
    void aCampaignThatJudgesOnNoOtherNetworkIsWrittenAsBeforeThereWereJudges() throws JsonProcessingException {
        Campaign campaign = new Campaign(
                Campaign.SCHEMA, "demo", List.of(), List.of(), List.of("wiener"), List.of(), List.of(), List.of(), 0);

        assertThat(json.writeValueAsString(campaign)).doesNotContain("evaluateOn", "seeds");
    }

    @Test
    void anArtifactsKindReadsTheSameInJsonHeadersAndAddresses() throws JsonProcessingException {
        for (ArtifactKind kind : ArtifactKind.values()) {
            assertThat(json.writeValueAsString(kind)).isEqualTo('"' + kind.wireName() + '"');
        }
    }
}
