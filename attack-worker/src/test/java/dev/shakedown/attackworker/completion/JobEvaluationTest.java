package dev.shakedown.attackworker.completion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.attack.FunctionNetwork;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.attackworker.delivery.Deliveries;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.network.LoadedNetworksTest;
import dev.shakedown.attackworker.throughput.MemoryMeter;
import dev.shakedown.attackworker.throughput.PassPlan;
import dev.shakedown.attackworker.throughput.PassPlanner;
import dev.shakedown.attackworker.throughput.PassThreads;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.kernel.GaussianKernel;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobEvaluationTest {

    private static final int SIDE = 24;
    private static final AttackSpec SPEC =
            new AttackSpec(new Objective.Untargeted(), 4, 1e-3, true, AttackSpec.Iterate.LAST);

    private final LoadedNetworks networks = LoadedNetworksTest.networks(1);
    private final JobEvaluation judging = new JobEvaluation(networks::open);
    private final PlanarImage y = image(0.2, 0.8);
    private final @Nullable BlurKernel kernel = GaussianKernel.of(5, 1.2);

    @AfterEach
    void closeAll() {
        networks.closeAll();
    }

    @Test
    void everyJudgeGivesItsNumbersInOrderAndThePicturesAreTheFirstOnes() {
        List<NetworkRef> judges = List.of(ref("sharpen"), ref("unrolled"), ref("wiener"));
        PreparedJob job = job(judges, kernel);

        JobEvaluation.Verdict verdict = judging.judge(job, done(job, constant(0.01f)));

        JobOutcome.Succeeded succeeded = (JobOutcome.Succeeded) verdict.outcome();
        assertThat(succeeded.evaluations()).extracting(JudgedEvaluation::judge).isEqualTo(judges);
        assertThat(succeeded.evaluation())
                .isEqualTo(succeeded.evaluations().get(0).evaluation());
        assertThat(succeeded.evaluations())
                .extracting(judged -> judged.evaluation().lipschitz())
                .doesNotHaveDuplicates();
        assertThat(verdict.artifacts()).hasSize(7);
        assertThat(networks.loaded()).isEqualTo(1);
    }

    @Test
    void theOutputsOfTheFirstJudgeAreArraysOnRequest() {
        PreparedJob usual = job(List.of(ref("sharpen"), ref("wiener")), kernel);
        AttackRequest keeping = usual.delivered().request().giving(true, List.of());
        PreparedJob job = new PreparedJob(
                Deliveries.of(keeping), usual.attack(), usual.sharp(), usual.companions(), Instant.EPOCH);

        JobEvaluation.Verdict verdict = judging.judge(job, done(job, constant(0.01f)));

        assertThat(verdict.artifacts()).hasSize(9);
        Map<ArtifactKind, PlanarImage> inputs =
                Map.of(ArtifactKind.CLEAN_OUTPUT, y, ArtifactKind.ATTACKED_OUTPUT, y.plus(constant(0.01f)));
        try (RestorationNetwork network = ((NetworkOpening.Opened) networks.open(ref("sharpen"))).network();
                NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            inputs.forEach((kind, input) -> assertThat(new ArtifactBundle(verdict.artifacts())
                            .decoded(kind)
                            .values())
                    .isEqualTo(
                            Restoration.restore(network, manager, input, kernel).values()));
        }
    }

    @Test
    void everyJudgeThatDoesNotRestoreIsNamedInTheResult() {
        // The image that arrived is the sharp one with less contrast: sharpening it restores, blurring would not.
        PreparedJob job = job(List.of(ref("sharpen"), ref("unrolled")), kernel, 0.03);

        JobEvaluation.Verdict verdict = judging.judge(job, done(job, constant(1e-4f)));

        JobOutcome.Succeeded succeeded = (JobOutcome.Succeeded) verdict.outcome();
        List<String> judges = succeeded.evaluations().stream()
                .filter(judged -> judged.evaluation().cleanToSharp().psnr()
                        < judged.evaluation().blurredToSharp().psnr())
                .map(judged -> judged.judge().id())
                .toList();
        assertThat(succeeded.warnings()).extracting(Warning::code).startsWith(Warning.BUDGET_SCALE);
        assertThat(succeeded.warnings())
                .filteredOn(warning -> warning.code().equals(Warning.DOES_NOT_RESTORE))
                .extracting(warning -> warning.message().split(":")[0])
                .isEqualTo(judges)
                .isNotEmpty();
    }

    @Test
    void aPerturbationThatBreaksTheConstraintIsNeverPublished() {
        PreparedJob job = job(List.of(ref("sharpen")), kernel);

        JobEvaluation.Verdict verdict = judging.judge(job, done(job, constant(0.02f)));

        assertThat(verdict.artifacts()).isEmpty();
        assertThat(verdict.outcome())
                .isEqualTo(new JobOutcome.Failed(
                        "constraint-violated",
                        "as stored, |delta| is 0.02 at value 0, above epsilon = " + Attack.epsilonOf(4)));
    }

    @Test
    void aJudgeThatFailsIsNamed() {
        // As if nobody had looked before: unrolled is not blind.
        PreparedJob job = job(List.of(ref("sharpen"), ref("unrolled")), null);

        JobEvaluation.Verdict verdict = judging.judge(job, done(job, constant(0.01f)));

        assertThat(verdict.outcome())
                .isEqualTo(new JobOutcome.Failed(
                        "judge-error",
                        "judge unrolled: IllegalArgumentException: unrolled is non-blind and needs a kernel"));
        assertThat(verdict.artifacts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(AttackSpec.Iterate.class)
    void whatIsJudgedAfterAStepIsBitForBitWhatAJobWithSoManyStepsHas(AttackSpec.Iterate iterate) {
        List<NetworkRef> judges = List.of(ref("sharpen"), ref("wiener"));
        AttackSpec spec = new AttackSpec(new Objective.Untargeted(), 6, 4e-3, true, iterate);

        JobOutcome.Succeeded whole = run(judges, spec.evaluatedAt(List.of(2, 5, 6)));

        assertThat(run(judges, spec).evaluations()).isEqualTo(whole.evaluations());
        assertThat(whole.earlier()).hasSize(6);
        for (int step : List.of(2, 5, 6)) {
            assertThat(whole.earlier().stream()
                            .filter(found -> found.step() == step)
                            .map(found -> new JudgedEvaluation(found.judge(), found.evaluation())))
                    .as("step %d", step)
                    .isEqualTo(run(judges, spec.upTo(step)).evaluations());
        }
        assertThat(whole.earlier())
                .extracting(found -> found.evaluation().finalObjective())
                .doesNotHaveDuplicates();
    }

    @Test
    void aGradientThatIsNotThatOfTheOutputIsAWarningOfTheResult() {
        FunctionNetwork detached =
                new FunctionNetwork(image -> image.stopGradient().add(image.mul(0.25)));
        JobEvaluation misled = new JobEvaluation(ref -> new NetworkOpening.Opened(detached));

        assertThat(run(detached, misled, List.of(ref("sharpen")), SPEC).warnings())
                .filteredOn(warning -> warning.code().equals(Warning.GRADIENT_DISAGREES))
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.message()).startsWith("sharpen: the gradient explains 0.20 of"));
        assertThat(run(List.of(ref("sharpen")), SPEC).warnings())
                .extracting(Warning::code)
                .doesNotContain(Warning.GRADIENT_DISAGREES);
    }

    private JobOutcome.Succeeded run(List<NetworkRef> judges, AttackSpec spec) {
        try (RestorationNetwork network = ((NetworkOpening.Opened) networks.open(ref("sharpen"))).network()) {
            return run(network, judging, judges, spec);
        }
    }

    /** From its first step to its evaluation. */
    private JobOutcome.Succeeded run(
            RestorationNetwork network, JobEvaluation evaluation, List<NetworkRef> judges, AttackSpec spec) {
        PreparedJob job = job(judges, kernel, 4, spec);
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(1, 1)), new PassThreads(), MemoryMeter.NONE);
        try (AttackBatch batch = new AttackBatch(network, SIDE, SIDE, passes, (attack, step, objective) -> {})) {
            batch.admit(job.attack());
            List<EndedAttack> ended = List.of();
            while (ended.isEmpty()) {
                ended = batch.step();
            }
            try (EndedAttack one = ended.get(0)) {
                return (JobOutcome.Succeeded) evaluation.judge(job, one).outcome();
            }
        }
    }

    private PreparedJob job(List<NetworkRef> judges, @Nullable BlurKernel known) {
        return job(judges, known, 4);
    }

    private PreparedJob job(List<NetworkRef> judges, @Nullable BlurKernel known, double budget) {
        return job(judges, known, budget, SPEC);
    }

    private PreparedJob job(List<NetworkRef> judges, @Nullable BlurKernel known, double budget, AttackSpec spec) {
        ImageRef image = new ImageRef("0".repeat(64), SIDE, SIDE);
        AttackRequest request = new AttackRequest(
                        1,
                        "job",
                        "campaign",
                        0,
                        new ImageSource.Blurred("shot", image, null, null),
                        null,
                        ref("sharpen"),
                        spec,
                        budget,
                        3,
                        Instant.EPOCH)
                .judgedOn(judges);
        Attack attack = new Attack(y, known, null, spec, Attack.epsilonOf(budget), 3);
        return new PreparedJob(Deliveries.of(request), attack, image(0, 1), List.of(), Instant.EPOCH);
    }

    private AttackOutcome.Completed done(PreparedJob job, PlanarImage delta) {
        return new AttackOutcome.Completed(
                job.attack(), delta, 0, 4, 4, 1, List.of(new TracePoint(0, 0.5), new TracePoint(4, 1)), 0.1, null);
    }

    private static PlanarImage constant(float value) {
        float[] values = new float[3 * SIDE * SIDE];
        Arrays.fill(values, value);
        return PlanarImage.of(SIDE, SIDE, values);
    }

    private static PlanarImage image(double low, double high) {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[3 * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return PlanarImage.of(SIDE, SIDE, values);
    }

    private NetworkRef ref(String name) {
        return networks.files().stream()
                .filter(file -> file.card().name().equals(name))
                .findFirst()
                .orElseThrow()
                .ref();
    }
}
