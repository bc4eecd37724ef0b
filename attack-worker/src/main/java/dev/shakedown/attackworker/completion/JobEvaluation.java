package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.attack.AttackEvaluation;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.Constraint;
import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.attack.GradientRatio;
import dev.shakedown.attackworker.diagnosis.JobDiagnosis;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.network.DeviceQueue.DeviceStoppedException;
import dev.shakedown.attackworker.network.RemoteNetworks;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.StepEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Turns a perturbation into a job's outcome: encodes the arrays, decodes those bytes again, checks the constraint, and
 * evaluates them on each judge in turn. A job uses one judge at a time. Belongs to no thread: its networks' passes run
 * on the device's.
 */
@ApplicationScoped
public class JobEvaluation {

    private final Function<NetworkRef, NetworkOpening> judges;

    @Inject
    JobEvaluation(RemoteNetworks judges) {
        this(judges::open);
    }

    JobEvaluation(Function<NetworkRef, NetworkOpening> judges) {
        this.judges = judges;
    }

    /** A job's outcome and its artifacts; {@code artifacts}: nothing unless it succeeded. */
    public record Verdict(JobOutcome outcome, List<ArtifactBundle.Artifact> artifacts) {

        static Verdict failed(String code, String message) {
            return new Verdict(new JobOutcome.Failed(code, message), List.of());
        }
    }

    /** Decides which perturbation of an ended attack counts, and evaluates it on the job's judges. */
    Verdict judge(PreparedJob job, EndedAttack ended) {
        return ended.breakdown().map(JobEvaluation::failed).orElseGet(() -> {
            List<AttackOutcome> outcomes;
            OptionalDouble gradient;
            NetworkOpening opening = judges.apply(job.delivered().request().network());
            if (opening instanceof NetworkOpening.Refused refused) {
                return Verdict.failed("unknown-network", refused.reason());
            }
            try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network()) {
                outcomes = ended.outcomes(network);
                gradient = GradientRatio.of(network, ended.attack());
            }
            if (outcomes.get(0) instanceof AttackOutcome.NotFinite notFinite) {
                return failed(notFinite);
            }
            List<AttackOutcome.Completed> completed =
                    outcomes.stream().map(AttackOutcome.Completed.class::cast).toList();
            int last = completed.size() - 1;
            return judge(job, completed.get(last), completed.subList(0, last), gradient);
        });
    }

    private static Verdict failed(AttackOutcome.NotFinite outcome) {
        return Verdict.failed("not-finite", outcome.message());
    }

    /** Evaluates a job's perturbation on its judges. */
    public Verdict judge(PreparedJob job, AttackOutcome.Completed done) {
        return judge(job, done, List.of(), OptionalDouble.empty());
    }

    /**
     * Evaluates it.
     *
     * @param onTheWay what the attack had found after the steps of {@code evaluateAt}
     * @param gradient the {@link GradientRatio} of the network that the attack was crafted on
     */
    private Verdict judge(
            PreparedJob job,
            AttackOutcome.Completed done,
            List<AttackOutcome.Completed> onTheWay,
            OptionalDouble gradient) {
        ArtifactBundle arrays = ArtifactBundle.ofArrays(done);
        PlanarImage y = arrays.decoded(ArtifactKind.BLURRED);
        PlanarImage delta = arrays.decoded(ArtifactKind.PERTURBATION);
        Optional<String> violation = Stream.of(
                        Constraint.violation(done.attack(), y, delta).stream(),
                        onTheWay.stream()
                                .flatMap(found ->
                                        Constraint.violation(found.attack(), y, found.perturbation()).stream()),
                        Stream.concat(Stream.of(done), onTheWay.stream())
                                .flatMap(found -> Constraint.violationOfKernel(found).stream()))
                .flatMap(each -> each)
                .findFirst();
        if (violation.isPresent()) {
            return Verdict.failed("constraint-violated", "as stored, " + violation.get());
        }
        NetworkRef crafting = job.delivered().request().network();
        AttackRequest request = job.delivered().request();
        AttackEvaluation evaluation = new AttackEvaluation(done, y, delta, job.sharp(), request.furtherMetrics());
        JobDiagnosis diagnosis = new JobDiagnosis(done, request.budget(), request.blur());
        gradient.ifPresent(ratio -> diagnosis.crafted(crafting, ratio));
        List<JudgedEvaluation> evaluations = new ArrayList<>();
        List<StepEvaluation> earlier = new ArrayList<>();
        ArtifactBundle bundle = arrays;
        for (NetworkRef judge : job.delivered().request().judges()) {
            NetworkOpening opening = judges.apply(judge);
            if (opening instanceof NetworkOpening.Refused refused) {
                return Verdict.failed("unknown-network", "judge " + refused.reason());
            }
            try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network()) {
                JudgeOutcome judgement = judge.equals(crafting) ? evaluation.onItsOwn(network) : evaluation.on(network);
                if (judgement instanceof JudgeOutcome.NotFinite notFinite) {
                    return Verdict.failed(
                            "not-finite",
                            "judge " + judge.id() + ": " + notFinite.what() + " has values that are not finite");
                }
                JudgeOutcome.Passed passed = (JudgeOutcome.Passed) judgement;
                if (evaluations.isEmpty()) {
                    boolean madeHere = done.attack().spec().objective() instanceof Objective.Localised;
                    bundle = arrays.withPictures(
                            y, delta, passed, madeHere ? done.attack().target() : null);
                    if (request.keepsOutputs()) {
                        bundle = bundle.withOutputs(passed);
                    }
                }
                boolean isFirst = evaluations.isEmpty();
                evaluations.add(new JudgedEvaluation(judge, passed.evaluation()));
                diagnosis.judged(job.judged(judge, 0, passed), network, isFirst);
                for (AttackOutcome.Completed found : onTheWay) {
                    AttackEvaluation own =
                            new AttackEvaluation(found, y, found.perturbation(), job.sharp(), request.furtherMetrics());
                    int step = found.attack().spec().steps();
                    if ((judge.equals(crafting) ? own.onItsOwn(network) : own.on(network))
                            instanceof JudgeOutcome.Passed atStep) {
                        earlier.add(new StepEvaluation(step, judge, atStep.evaluation()));
                    } else {
                        return Verdict.failed(
                                "not-finite",
                                "judge " + judge.id() + ": outputs after step " + step
                                        + " have values that are not finite");
                    }
                }
                for (int i = 0; i < job.companions().size(); i++) {
                    PreparedJob.Companion companion = job.companions().get(i);
                    if (evaluation.ofCompanion(i + 1, companion.sharp()).on(network)
                            instanceof JudgeOutcome.Passed onCompanion) {
                        evaluations.add(new JudgedEvaluation(judge, companion.name(), onCompanion.evaluation()));
                        diagnosis.judged(job.judged(judge, i + 1, onCompanion), network, isFirst);
                    } else {
                        return Verdict.failed(
                                "not-finite",
                                "judge " + judge.id() + ": outputs for " + companion.name()
                                        + " have values that are not finite");
                    }
                }
            } catch (DeviceStoppedException e) {
                throw e;
            } catch (RuntimeException e) {
                Log.errorf(
                        e,
                        "Judge %s of job %s failed",
                        judge.id(),
                        job.delivered().request().jobId());
                return Verdict.failed(
                        OutOfMemory.is(e) ? "out-of-memory" : "judge-error",
                        "judge " + judge.id() + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
        JobOutcome succeeded = new JobOutcome.Succeeded(
                evaluations.get(0).evaluation(),
                evaluations,
                done.trace(),
                bundle.refs(),
                done.secondsPerStep(),
                earlier,
                diagnosis.warnings());
        return new Verdict(succeeded, bundle.artifacts());
    }
}
