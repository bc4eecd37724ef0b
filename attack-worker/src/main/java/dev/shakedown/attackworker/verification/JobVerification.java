package dev.shakedown.attackworker.verification;

import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.NetworkOpening;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes everything that a job has stored and holds it against what is stored.
 *
 * <p>Not recomputed: how the attack came to its perturbation, that is the trace, the counted step, the objective at the
 * random start, and, where the objective is a mean over several images or kernels, the objective at the end. The y of a
 * universal perturbation's companions is not stored; it is made anew from the request. Artifacts that the campaign does
 * not keep are not missed; without perturbations and blurred images there is nothing to recompute numbers from.
 */
public final class JobVerification {

    private final StoredJob job;
    private final AttackRequest request;
    private final JudgeNetworks networks;
    private final Tolerances tolerances;
    private final Ledger ledger = new Ledger();
    private final Ledger.Page page = ledger.page("");
    private final Evidence evidence;

    private JobVerification(StoredJob job, JudgeNetworks networks, Tolerances tolerances) {
        this.job = job;
        this.request = job.request();
        this.networks = networks;
        this.tolerances = tolerances;
        this.evidence = new Evidence(job, page);
    }

    /** Verifies a job. Whatever its bytes are, there is an answer; only programming errors throw. */
    public static Verification of(StoredJob job, JudgeNetworks networks, Tolerances tolerances) {
        JobVerification verification = new JobVerification(job, networks, tolerances);
        verification.run();
        return verification.ledger.verification();
    }

    private void run() {
        artifactsThatMustBeThere();
        judgesThatMustBeThere();
        try {
            PlanarImage y = evidence.array(ArtifactKind.BLURRED);
            PlanarImage delta = evidence.array(ArtifactKind.PERTURBATION);
            ConstraintCheck.norm(request.attack(), request.budget(), delta, page);
            page.same("size of delta", delta.toString(), y.toString());
            if (delta.sameSizeAs(y)) {
                recompute(y, delta);
            }
        } catch (MissingEvidenceException e) {
            page.unverified("constraint, numbers and pictures: no good " + e.getMessage() + " is stored");
        }
    }

    private void artifactsThatMustBeThere() {
        Set<ArtifactKind> expected = EnumSet.of(
                ArtifactKind.PERTURBATION,
                ArtifactKind.BLURRED,
                ArtifactKind.BLURRED_PICTURE,
                ArtifactKind.PERTURBED_PICTURE,
                ArtifactKind.CLEAN_OUTPUT_PICTURE,
                ArtifactKind.ATTACKED_OUTPUT_PICTURE);
        boolean hasKernel = request.source() instanceof ImageSource.Blurred arrived
                ? arrived.kernel() != null
                : request.blur() != null;
        if (hasKernel) {
            expected.add(ArtifactKind.KERNEL);
        }
        if (isLocalised()) {
            expected.add(ArtifactKind.TARGET_PICTURE);
        }
        List<ArtifactKind> stored = job.outcome().artifacts().stream()
                .map(ArtifactRef::kind)
                .sorted()
                .toList();
        page.same("artifacts", stored.toString(), expected.toString());
    }

    private void judgesThatMustBeThere() {
        List<String> expected = new ArrayList<>();
        for (NetworkRef judge : request.judges()) {
            expected.add(file(judge, null));
            request.companions().forEach(companion -> expected.add(file(judge, companion.name())));
        }
        List<String> stored = job.evaluations().stream()
                .map(judged -> file(judged.judge(), judged.image()))
                .toList();
        page.same("judges", stored.toString(), expected.toString());
        page.holds(
                job.evaluations().get(0).evaluation().equals(job.outcome().evaluation()),
                "evaluation",
                "other numbers",
                "those of the first judge",
                "");
    }

    private void recompute(PlanarImage y, PlanarImage delta) {
        PictureCheck pictures = new PictureCheck(evidence, page);
        pictures.ofArray(ArtifactKind.BLURRED_PICTURE, y);
        pictures.ofArray(ArtifactKind.PERTURBED_PICTURE, Images.sum(y, delta));
        Scenes scenes = new Scenes(request, evidence, y, ledger);
        scenes.of(null).map(Scene::target).filter(target -> isLocalised()).ifPresent(pictures::ofTarget);
        if (request.attack().clip()) {
            ConstraintCheck.range(y, delta, "", page);
            scenes.all().forEach((name, scene) -> {
                if (!name.isEmpty()) {
                    ConstraintCheck.range(scene.y(), delta, ", companion " + name, page);
                }
            });
        }
        for (JudgedEvaluation judged : job.evaluations()) {
            Ledger.Page itsPage = ledger.page(name(judged.judge(), judged.image()));
            scenes.of(judged.image())
                    .ifPresentOrElse(
                            scene -> judge(judged, scene, delta, itsPage)
                                    .filter(outputs ->
                                            judged.equals(job.evaluations().get(0)))
                                    .ifPresent(outputs -> {
                                        pictures.ofOutput(ArtifactKind.CLEAN_OUTPUT_PICTURE, outputs.clean());
                                        pictures.ofOutput(ArtifactKind.ATTACKED_OUTPUT_PICTURE, outputs.attacked());
                                    }),
                            () -> itsPage.unverified("numbers: what they are of is not there"));
        }
    }

    /** Gives the outputs, if there is the network. */
    private Optional<Outputs> judge(JudgedEvaluation judged, Scene scene, PlanarImage delta, Ledger.Page itsPage) {
        NumbersCheck numbers = new NumbersCheck(judged.evaluation(), scene, delta, tolerances, itsPage);
        numbers.norms();
        NetworkOpening opening = networks.open(judged.judge());
        if (opening instanceof NetworkOpening.Refused refused) {
            itsPage.unverified("outputs: " + refused.reason());
            return Optional.empty();
        }
        Outputs outputs;
        try {
            outputs = Outputs.of(((NetworkOpening.Opened) opening).network(), scene, delta);
        } catch (RuntimeException e) {
            // It is out of memory, or refuses what it once took: nothing is known of its numbers.
            itsPage.unverified("outputs: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return Optional.empty();
        }
        ledger.judged();
        numbers.outputs(outputs);
        if (isOfOneImage(judged)) {
            scene.objective(
                            request.attack().objective(),
                            request.attack().distance().measure(),
                            outputs)
                    .ifPresent(numbers::objective);
        }
        return Optional.of(outputs);
    }

    /** Whether the objective is the distance of one output, not a mean over several. */
    private boolean isOfOneImage(JudgedEvaluation judged) {
        Expectation expectation = request.attack().expectation();
        boolean overKernels = expectation != null && !expectation.kernels().isEmpty() && judged.image() == null;
        boolean overImages = !request.companions().isEmpty() && judged.image() == null;
        return !overKernels && !overImages;
    }

    private boolean isLocalised() {
        return request.attack().objective() instanceof Objective.Localised;
    }

    /** The judge's very file: files that came one after the other may share an id. */
    private static String file(NetworkRef judge, @Nullable String image) {
        return name(judge, image) + " by file " + judge.sha256();
    }

    private static String name(NetworkRef judge, @Nullable String image) {
        return image == null ? judge.id() : judge.id() + " on " + image;
    }
}
