package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.attackworker.blur.BlurOperator;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.DeadLetter;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.StepEvaluation;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.CameraShakeKernel;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(WorkerSurroundings.class)
class AttackWorkerComponentTest {

    private static final Set<ArtifactKind> OUTPUTS =
            EnumSet.of(ArtifactKind.CLEAN_OUTPUT, ArtifactKind.ATTACKED_OUTPUT);

    /** Neither a target that the worker made nor outputs as arrays. */
    private static final Set<ArtifactKind> USUAL = EnumSet.of(
            ArtifactKind.PERTURBATION,
            ArtifactKind.BLURRED,
            ArtifactKind.KERNEL,
            ArtifactKind.BLURRED_PICTURE,
            ArtifactKind.PERTURBED_PICTURE,
            ArtifactKind.CLEAN_OUTPUT_PICTURE,
            ArtifactKind.ATTACKED_OUTPUT_PICTURE);

    @Inject
    ObjectMapper json;

    @Inject
    LoadedNetworks networks;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void announcesItsNetworks() throws Exception {
        List<ConsumerRecord<String, byte[]>> records = WorkerTopics.read(
                Topics.NETWORKS, record -> true, networks.files().size());

        List<String> names = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            names.add(json.readValue(record.value(), AnnouncedNetwork.class)
                    .card()
                    .name());
        }
        assertThat(names).as("those of both directories").contains("wiener", "sharpen", "unrolled");
    }

    @Test
    void runsUntargetedAndTargetedJobs() throws Exception {
        ImageRef sharp = upload(40, 48);
        ImageRef target = upload(40, 48);
        AttackRequest untargeted = request(sharp, new Objective.Untargeted(), 4, blur(Boundary.REFLECT));
        AttackRequest targeted = request(sharp, new Objective.Targeted("t", target), 8, blur(Boundary.VALID));

        send(untargeted, targeted);

        for (AttackRequest request : List.of(untargeted, targeted)) {
            AttackResult result = result(request.jobId());
            assertThat(result.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
            JobOutcome.Succeeded done = (JobOutcome.Succeeded) result.outcome();
            float epsilon = (float) (request.budget() / 255);
            assertThat(done.evaluation().perturbationMaxNorm()).isBetween(0.5 * epsilon, (double) epsilon);
            boolean grows = request.equals(untargeted);
            assertThat(done.evaluation().finalObjective() > done.evaluation().initialObjective())
                    .isEqualTo(grows);
            assertThat(done.evaluation().attackedToSharp()).isNotNull();
            assertThat(done.evaluation().attackedToTarget() == null).isEqualTo(grows);
            assertThat(done.trace()).hasSize(3);
            Map<ArtifactKind, byte[]> artifacts = WorkerTopics.artifacts(request.jobId(), done);
            assertThat(artifacts.keySet()).containsExactlyInAnyOrderElementsOf(USUAL);
            FloatArray delta = (FloatArray)
                    ((NpyDecoding.Decoded) NpyDecoder.decode(artifacts.get(ArtifactKind.PERTURBATION), 1 << 20))
                            .array();
            float max = 0;
            for (float value : delta.toFloats()) {
                max = Math.max(max, Math.abs(value));
            }
            assertThat((double) max).isEqualTo(done.evaluation().perturbationMaxNorm());
            int lost = grows ? 0 : 6;
            assertThat(delta.shape().toArray()).containsExactly(3, 40 - lost, 48 - lost);
        }
        assertThat(WorkerTopics.read(
                        Topics.PROGRESS, record -> untargeted.jobId().equals(record.key()), 2))
                .allSatisfy(record -> assertThat(json.readValue(record.value(), JobProgress.class)
                                .steps())
                        .isEqualTo(12));
    }

    @Test
    void bisectsBudgetsAndJudgesOnTheWay() throws Exception {
        AttackRequest usual = request(upload(40, 48), new Objective.Untargeted(), 16, blur(Boundary.REFLECT));
        AttackSpec smallest = new AttackSpec(
                        new Objective.MinimumBudget(0.5, 1),
                        new Distance(Distance.Measure.L2, null, null, true),
                        AttackSpec.Norm.LINF,
                        AttackSpec.Start.ZERO,
                        AttackSpec.Update.ADAM,
                        12,
                        AttackSpec.STEP_SIZE,
                        true,
                        AttackSpec.Iterate.BEST,
                        1,
                        null,
                        null,
                        false,
                        2)
                .stepping(2);
        AttackRequest bisected = withAttack(usual, smallest.forBudget(16));
        AttackRequest judged = withAttack(usual, usual.attack().evaluatedAt(List.of(5, 12)));

        send(bisected, judged);

        Evaluation found = ((JobOutcome.Succeeded) result(bisected.jobId()).outcome()).evaluation();
        double budget = 255 * found.perturbationMaxNorm();
        assertThat(found.cleanToSharp().psnr() - found.attackedToSharp().psnr()).isGreaterThanOrEqualTo(0.5);
        assertThat(budget).isBetween(0.99, 15.01).isCloseTo(Math.rint(budget), within(1e-4));
        assertThat(found.initialObjective()).isLessThan(found.finalObjective());
        JobOutcome.Succeeded done =
                (JobOutcome.Succeeded) result(judged.jobId()).outcome();
        assertThat(done.earlier()).extracting(StepEvaluation::step).containsExactly(5, 12);
        assertThat(done.earlier().get(1).evaluation()).isEqualTo(done.evaluation());
        assertThat(done.earlier().get(0).evaluation().countedStep()).isEqualTo(5);
    }

    @Test
    void storesOutputsAsArraysBitForBitWhereTheJobKeepsThem() throws Exception {
        AttackRequest request = request(upload(40, 48), new Objective.Untargeted(), 4, blur(Boundary.REFLECT))
                .giving(true, List.of());

        send(request);

        JobOutcome.Succeeded done =
                (JobOutcome.Succeeded) result(request.jobId()).outcome();
        Map<ArtifactKind, byte[]> artifacts = WorkerTopics.artifacts(request.jobId(), done);
        assertThat(artifacts.keySet()).containsAll(USUAL).containsAll(OUTPUTS);
        PlanarImage y = image(artifacts.get(ArtifactKind.BLURRED));
        PlanarImage delta = image(artifacts.get(ArtifactKind.PERTURBATION));
        BlurKernel kernel =
                BlurOperator.of(request.blur().model(), sha256 -> new byte[0]).centralKernel(48, 40);
        try (RestorationNetwork network = ((NetworkOpening.Opened) networks.open(request.network())).network();
                NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            assertThat(image(artifacts.get(ArtifactKind.CLEAN_OUTPUT)).values())
                    .isEqualTo(Restoration.restore(network, manager, y, kernel).values());
            assertThat(image(artifacts.get(ArtifactKind.ATTACKED_OUTPUT)).values())
                    .isEqualTo(Restoration.restore(network, manager, y.plus(delta), kernel)
                            .values());
        }
    }

    private static PlanarImage image(byte[] npy) {
        NpyArray array = ((NpyDecoding.Decoded) NpyDecoder.decode(npy, 1 << 20)).array();
        return PlanarImage.of(array.shape().side(1), array.shape().side(2), array.toFloats());
    }

    @Test
    void runsJobsOnABlindNetworkWithAndWithoutKernelsOfDifferentSizesInOneBatch() throws Exception {
        ImageRef image = upload(40, 48);
        NetworkRef blind = network("sharpen");
        AttackRequest small = withNetwork(request(image, new Objective.Untargeted(), 4, blur(7)), blind);
        AttackRequest large = withNetwork(request(image, new Objective.Targeted("t", image), 8, blur(13)), blind);
        AttackRequest without = withSource(small, new ImageSource.Blurred("shot", image, null, null));

        send(small, large, without);

        for (AttackRequest request : List.of(small, large, without)) {
            AttackResult result = result(request.jobId());
            assertThat(result.outcome()).isInstanceOf(JobOutcome.Succeeded.class);
            JobOutcome.Succeeded done = (JobOutcome.Succeeded) result.outcome();
            boolean knowsKernel = request.blur() != null;
            assertThat(done.evaluation().attackedToSharp() != null).isEqualTo(knowsKernel);
            assertThat(WorkerTopics.artifacts(request.jobId(), done).containsKey(ArtifactKind.KERNEL))
                    .isEqualTo(knowsKernel);
        }
    }

    @Test
    void runsJobsWithBlursThatVaryAndTellsNonBlindNetworksTheKernelOfTheCentre() throws Exception {
        ImageRef image = upload(40, 48);
        byte[] npy = CameraShakeKernel.of(9, 4).toNpy();
        KernelSpec uploaded = new KernelSpec.File(9, WorkerSurroundings.upload(npy), "mine");
        KernelSpec scaled = new KernelSpec.Adjusted(uploaded, 7, true);
        BlurModel grid = new KernelGrid(2, 2, List.of(scaled, uploaded, new KernelSpec.Gaussian(5, 1), scaled));
        BlurModel path = new CameraPath(3, 2, 0.2, 1.2, 21, 5);
        List<AttackRequest> requests = new ArrayList<>();
        for (BlurModel model : List.of(grid, path)) {
            BlurSpec blur = new BlurSpec(model, Boundary.VALID, new BlurSpec.Noise(0, 0), false);
            AttackRequest nonBlind = request(image, new Objective.Targeted("t", image), 4, blur);
            requests.add(nonBlind);
            requests.add(withNetwork(request(image, new Objective.Untargeted(), 4, blur), network("sharpen")));
        }

        send(requests.toArray(AttackRequest[]::new));

        for (AttackRequest request : requests) {
            BlurModel model = request.blur().model();
            JobOutcome.Succeeded done =
                    (JobOutcome.Succeeded) result(request.jobId()).outcome();
            Map<ArtifactKind, byte[]> artifacts = WorkerTopics.artifacts(request.jobId(), done);
            BlurKernel central = BlurOperator.of(model, sha256 -> npy).centralKernel(48, 40);
            assertThat(artifacts.get(ArtifactKind.KERNEL)).isEqualTo(central.toNpy());
            int lost = 2 * model.reach(48, 40);
            FloatArray delta = (FloatArray)
                    ((NpyDecoding.Decoded) NpyDecoder.decode(artifacts.get(ArtifactKind.PERTURBATION), 1 << 20))
                            .array();
            assertThat(delta.shape().toArray()).containsExactly(3, 40 - lost, 48 - lost);
            assertThat(done.evaluation().attackedToSharp()).isNotNull();
        }
    }

    @Test
    void aKernelThatRecentringWouldCutOffFailsThatJobWithWhatWouldBeRight() throws Exception {
        double[] corner = new double[25];
        corner[0] = 4;
        corner[24] = 1;
        String sha256 = WorkerSurroundings.upload(BlurKernel.of(5, corner).toNpy());
        KernelSpec recentred = new KernelSpec.Adjusted(new KernelSpec.File(5, sha256, "mine"), null, true);
        AttackRequest request = request(
                upload(32, 32),
                new Objective.Untargeted(),
                4,
                new BlurSpec(recentred, Boundary.REFLECT, new BlurSpec.Noise(0, 0), false));

        send(request);

        JobOutcome.Failed failed = (JobOutcome.Failed) result(request.jobId()).outcome();
        assertThat(failed.code()).isEqualTo("invalid-request");
        assertThat(failed.message()).contains("recentre", "side 5", "scaleTo");
    }

    @Test
    void judgesOnEveryNetworkThatTheRequestNames() throws Exception {
        ImageRef image = upload(40, 48);
        NetworkRef blind = network("sharpen");
        NetworkRef unrolled = network("unrolled");
        AttackRequest alone = withNetwork(
                request(image, new Objective.Targeted("t", image), 8, blur(Boundary.REFLECT)), network("wiener"));
        AttackRequest judged =
                withSource(alone, alone.source(), alone.blur()).judgedOn(List.of(alone.network(), blind, unrolled));
        AttackRequest elsewhere =
                withSource(alone, alone.source(), alone.blur()).judgedOn(List.of(unrolled));
        AttackRequest unknown = withSource(alone, alone.source(), alone.blur())
                .judgedOn(List.of(alone.network(), new NetworkRef("nothing", "0".repeat(64))));

        send(alone, judged, elsewhere, unknown);

        Evaluation own = ((JobOutcome.Succeeded) result(alone.jobId()).outcome()).evaluation();
        JobOutcome.Succeeded done =
                (JobOutcome.Succeeded) result(judged.jobId()).outcome();
        assertThat(done.evaluations())
                .extracting(JudgedEvaluation::judge)
                .containsExactly(alone.network(), blind, unrolled);
        assertThat(done.evaluation()).isEqualTo(own);
        assertThat(done.evaluations().get(0).evaluation()).isEqualTo(own);
        Evaluation onUnrolled = done.evaluations().get(2).evaluation();
        assertThat(onUnrolled.attackedToTarget()).isNotNull().isNotEqualTo(own.attackedToTarget());
        assertThat(onUnrolled.perturbationMaxNorm()).isEqualTo(own.perturbationMaxNorm());
        assertThat(onUnrolled.blurredToSharp()).isEqualTo(own.blurredToSharp());
        assertThat(WorkerTopics.artifacts(judged.jobId(), done).keySet()).containsExactlyInAnyOrderElementsOf(USUAL);
        JobOutcome.Succeeded other =
                (JobOutcome.Succeeded) result(elsewhere.jobId()).outcome();
        assertThat(other.evaluation()).isEqualTo(onUnrolled);
        assertThat(other.evaluations()).containsExactly(new JudgedEvaluation(unrolled, onUnrolled));
        assertThat(result(unknown.jobId()).outcome())
                .isEqualTo(new JobOutcome.Failed("unknown-network", "judge nothing: this worker does not serve it"));
    }

    @Test
    void runsAJobOnANetworkWithAGradientOfItsOwn() throws Exception {
        AttackRequest request = withNetwork(
                request(upload(24, 28), new Objective.Untargeted(), 4, blur(Boundary.REFLECT)), network("unrolled"));

        send(request);

        JobOutcome.Succeeded done =
                (JobOutcome.Succeeded) result(request.jobId()).outcome();
        assertThat(done.evaluation().finalObjective())
                .isFinite()
                .isGreaterThan(done.evaluation().initialObjective());
    }

    @Test
    void aNonBlindNetworkWithoutAKernelFailsThatJobWithTheReason() throws Exception {
        ImageRef image = upload(32, 32);
        AttackRequest request = withSource(
                request(image, new Objective.Untargeted(), 4, blur(Boundary.REFLECT)),
                new ImageSource.Blurred("shot", image, null, null));

        send(request);

        assertThat(((JobOutcome.Failed) result(request.jobId()).outcome()).message())
                .contains("wiener is non-blind and needs a kernel");
    }

    @Test
    void aJobThatCannotRunFailsWithTheReasonAndTheNextOneRuns() throws Exception {
        ImageRef sharp = upload(32, 32);
        AttackRequest missing =
                request(new ImageRef("0".repeat(64), 32, 32), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));
        AttackRequest stale = withNetwork(
                request(sharp, new Objective.Untargeted(), 4, blur(Boundary.REFLECT)),
                new NetworkRef("wiener", "f".repeat(64)));
        AttackRequest fine = request(sharp, new Objective.Untargeted(), 4, blur(Boundary.CIRCULAR));

        send(missing, stale, fine);

        assertThat(result(missing.jobId()).outcome())
                .isEqualTo(new JobOutcome.Failed(
                        "missing-file", "blob " + "0".repeat(64) + ": the result-store does not have it"));
        assertThat(((JobOutcome.Failed) result(stale.jobId()).outcome()).code()).isEqualTo("unknown-network");
        assertThat(result(fine.jobId()).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    @Test
    void aSmallJobEndsInOneRecordOf256KibibytesAtMost() throws Exception {
        AttackRequest tiny = request(upload(24, 24), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));
        AttackRequest fitting = request(upload(64, 64), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));
        AttackRequest larger = request(upload(96, 96), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));

        send(tiny, fitting, larger);

        for (AttackRequest request : List.of(tiny, fitting)) {
            JobOutcome.Succeeded done =
                    (JobOutcome.Succeeded) result(request.jobId()).outcome();
            assertThat(WorkerTopics.artifacts(request.jobId(), done).keySet())
                    .containsExactlyInAnyOrderElementsOf(USUAL);
            ConsumerRecord<String, byte[]> record = WorkerTopics.read(
                            Topics.RESULTS, candidate -> request.jobId().equals(candidate.key()), 1)
                    .get(0);
            int artifacts =
                    record.headers().lastHeader(ArtifactHeaders.ARTIFACTS).value().length;
            assertThat(artifacts + record.serializedValueSize()).isBetween(10_000, 256 * 1024);
            assertThat(new String(
                                    record.headers()
                                            .lastHeader(ArtifactHeaders.SHAPES)
                                            .value(),
                                    StandardCharsets.UTF_8)
                            .split(","))
                    .hasSameSizeAs(USUAL);
        }
        assertThat(WorkerTopics.readFor(
                        Duration.ofSeconds(1),
                        Topics.ARTIFACTS,
                        record -> List.of(tiny.jobId(), fitting.jobId()).contains(record.key()),
                        1))
                .isEmpty();
        assertThat(WorkerTopics.read(Topics.RESULTS, record -> larger.jobId().equals(record.key()), 1)
                        .get(0)
                        .headers()
                        .lastHeader(ArtifactHeaders.ARTIFACTS))
                .isNull();
    }

    @Test
    void publishesArtifactsLargerThanKafkaTakesByDefault() throws Exception {
        AttackRequest request = request(upload(384, 512), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));

        send(request);

        JobOutcome.Succeeded done =
                (JobOutcome.Succeeded) result(request.jobId()).outcome();
        assertThat(WorkerTopics.artifacts(request.jobId(), done).get(ArtifactKind.PERTURBATION))
                .hasSizeGreaterThan(3 * 384 * 512 * Float.BYTES);
    }

    @Test
    void waitsForAResultStoreThatIsAway() throws Exception {
        ImageRef sharp = upload(32, 36);
        WorkerSurroundings.beAwayFor(3);
        AttackRequest request = request(sharp, new Objective.Untargeted(), 4, blur(Boundary.REPLICATE));

        send(request);

        assertThat(result(request.jobId()).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
    }

    @Test
    void whatIsNoRequestGoesToTheDeadLettersAndHoldsNothingUp() throws Exception {
        AttackRequest fine = request(upload(32, 32), new Objective.Untargeted(), 4, blur(Boundary.REFLECT));
        String marker = "not json " + UUID.randomUUID();

        try (KafkaProducer<String, byte[]> producer = WorkerTopics.producer()) {
            producer.send(new ProducerRecord<>(Topics.REQUESTS, "x", marker.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        send(fine);

        assertThat(result(fine.jobId()).outcome()).isInstanceOf(JobOutcome.Succeeded.class);
        ConsumerRecord<String, byte[]> letter = WorkerTopics.read(
                        Topics.DEAD_LETTERS,
                        record -> new String(record.value(), StandardCharsets.UTF_8).contains(marker),
                        1)
                .get(0);
        assertThat(json.readValue(letter.value(), DeadLetter.class).reason()).startsWith("not an attack request");
    }

    private BlurSpec blur(Boundary boundary) {
        return new BlurSpec(new KernelSpec.Gaussian(7, 1.5), boundary, new BlurSpec.Noise(0.01, 3), false);
    }

    private BlurSpec blur(int kernelSize) {
        return new BlurSpec(
                new KernelSpec.CameraShake(kernelSize, 3), Boundary.REFLECT, new BlurSpec.Noise(0, 0), false);
    }

    private NetworkRef network(String name) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow()
                .ref();
    }

    private ImageRef upload(int height, int width) {
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        byte[] png = PngEncoder.encode(PlanarImage.of(height, width, values));
        return new ImageRef(WorkerSurroundings.upload(png), width, height);
    }

    private AttackRequest request(ImageRef sharp, Objective objective, double budget, BlurSpec blur) {
        return new AttackRequest(
                AttackRequest.SCHEMA,
                UUID.randomUUID().toString().replace("-", ""),
                "campaign",
                0,
                new ImageSource.Sharp("image", sharp),
                blur,
                network("wiener"),
                new AttackSpec(objective, 12, 1e-3, true, AttackSpec.Iterate.LAST),
                budget,
                5,
                Instant.now());
    }

    /** The same job, under another id, with another attack. */
    private static AttackRequest withAttack(AttackRequest request, AttackSpec attack) {
        return new AttackRequest(
                request.schema(),
                UUID.randomUUID().toString().replace("-", ""),
                request.campaignId(),
                request.ordinal(),
                request.source(),
                request.blur(),
                request.network(),
                attack,
                request.budget(),
                request.seed(),
                request.submitted());
    }

    private static AttackRequest withNetwork(AttackRequest request, NetworkRef network) {
        return new AttackRequest(
                request.schema(),
                request.jobId(),
                request.campaignId(),
                request.ordinal(),
                request.source(),
                request.blur(),
                network,
                request.attack(),
                request.budget(),
                request.seed(),
                request.submitted());
    }

    /** The same job, under another id, on an image that arrives blurred. */
    private static AttackRequest withSource(AttackRequest request, ImageSource source) {
        return withSource(request, source, null);
    }

    private static AttackRequest withSource(AttackRequest request, ImageSource source, @Nullable BlurSpec blur) {
        return new AttackRequest(
                request.schema(),
                UUID.randomUUID().toString().replace("-", ""),
                request.campaignId(),
                request.ordinal(),
                source,
                blur,
                request.network(),
                request.attack(),
                request.budget(),
                request.seed(),
                request.submitted());
    }

    private void send(AttackRequest... requests) throws Exception {
        WorkerTopics.send(json, Topics.REQUESTS, requests);
    }

    private AttackResult result(String jobId) throws Exception {
        return json.readValue(
                WorkerTopics.read(Topics.RESULTS, record -> jobId.equals(record.key()), 1)
                        .get(0)
                        .value(),
                AttackResult.class);
    }
}
