package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.attack.Constraint;
import dev.shakedown.attackworker.attack.Distances;
import dev.shakedown.attackworker.input.RequestFiles.UnusableFileException;
import dev.shakedown.attackworker.verification.AttackedImage.Outputs;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import java.nio.FloatBuffer;
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
 * universal perturbation's companions is not stored; it is recomputed from the request. Artifacts that the campaign
 * does not keep are not missed; without perturbations and blurred images there is nothing to recompute numbers from.
 */
public final class JobVerification {

    private final SucceededJob job;
    private final AttackRequest request;
    private final JudgeNetworks networks;
    private final Tolerances tolerances;
    private final Comparisons comparisons = new Comparisons();
    private final Comparisons.Section section = comparisons.section("");
    private final Evidence evidence;

    private JobVerification(SucceededJob job, JudgeNetworks networks, Tolerances tolerances) {
        this.job = job;
        this.request = job.request();
        this.networks = networks;
        this.tolerances = tolerances;
        this.evidence = new Evidence(job, section);
    }

    /** Verifies a job. Whatever its bytes are, there is an answer; only programming errors throw. */
    public static Verification of(SucceededJob job, JudgeNetworks networks, Tolerances tolerances)
            throws InterruptedException {
        JobVerification verification = new JobVerification(job, networks, tolerances);
        verification.run();
        return verification.comparisons.verification();
    }

    private void run() throws InterruptedException {
        artifactsThatMustBeThere();
        judgesThatMustBeThere();
        try {
            PlanarImage y = evidence.array(ArtifactKind.BLURRED);
            PlanarImage delta = evidence.array(ArtifactKind.PERTURBATION);
            checkNorm(request.attack(), request.budget(), delta, section);
            section.same("size of delta", delta.toString(), y.toString());
            if (delta.sameSizeAs(y)) {
                recompute(y, delta);
            }
        } catch (UnusableFileException e) {
            section.unverified("constraint, numbers and pictures: no good " + e.getMessage() + " is stored");
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
        if (request.attack().perturbsKernel()) {
            expected.add(ArtifactKind.TOLD_KERNEL);
        }
        if (request.keepsOutputs()) {
            expected.add(ArtifactKind.CLEAN_OUTPUT);
            expected.add(ArtifactKind.ATTACKED_OUTPUT);
        }
        if (isLocalised()) {
            expected.add(ArtifactKind.TARGET_PICTURE);
        }
        List<ArtifactKind> stored = job.outcome().artifacts().stream()
                .map(ArtifactRef::kind)
                .sorted()
                .toList();
        section.same("artifacts", stored.toString(), expected.toString());
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
        section.same("judges", stored.toString(), expected.toString());
        section.check(
                job.evaluations().get(0).evaluation().equals(job.outcome().evaluation()),
                "evaluation",
                "other numbers",
                "those of the first judge",
                "");
    }

    private void recompute(PlanarImage y, PlanarImage delta) throws InterruptedException {
        PictureCheck pictures = new PictureCheck(evidence, section);
        pictures.ofArray(ArtifactKind.BLURRED_PICTURE, y);
        pictures.ofArray(ArtifactKind.PERTURBED_PICTURE, y.plus(delta));
        AttackedImages images = new AttackedImages(request, evidence, y, comparisons);
        images.of(null)
                .map(AttackedImage::target)
                .filter(target -> isLocalised())
                .ifPresent(pictures::ofTarget);
        if (request.attack().clip()) {
            checkRange(y, delta, "", section);
            images.all().forEach((name, image) -> {
                if (!name.isEmpty()) {
                    checkRange(image.y(), delta, ", companion " + name, section);
                }
            });
        }
        for (JudgedEvaluation judged : job.evaluations()) {
            Comparisons.Section own = comparisons.section(name(judged.judge(), judged.image()));
            images.of(judged.image())
                    .ifPresentOrElse(
                            image -> judge(judged, image, delta, own)
                                    .filter(outputs ->
                                            judged.equals(job.evaluations().get(0)))
                                    .ifPresent(outputs -> {
                                        pictures.ofOutput(ArtifactKind.CLEAN_OUTPUT_PICTURE, outputs.clean());
                                        pictures.ofOutput(ArtifactKind.ATTACKED_OUTPUT_PICTURE, outputs.attacked());
                                        sameOutput(ArtifactKind.CLEAN_OUTPUT, outputs.clean());
                                        sameOutput(ArtifactKind.ATTACKED_OUTPUT, outputs.attacked());
                                    }),
                            () -> own.unverified("numbers: what they are of is not there"));
        }
    }

    /** An output that is stored as an array against the recomputed one. */
    private void sameOutput(ArtifactKind kind, PlanarImage recomputed) {
        if (!evidence.has(kind)) {
            return; // The job does not keep outputs, or the hash mismatches.
        }
        try {
            PlanarImage stored = evidence.array(kind);
            if (stored.sameSizeAs(recomputed)) {
                section.bound(
                        "root mean square of " + kind.wireName() + " - what comes out",
                        Distances.l2(stored, recomputed) / Math.sqrt(stored.values().length),
                        Tolerances.OUTPUT);
            } else {
                section.same("size of " + kind.wireName(), stored.toString(), recomputed.toString());
            }
        } catch (UnusableFileException e) {
            // In the comparisons.
        }
    }

    private Optional<Outputs> judge(
            JudgedEvaluation judged, AttackedImage image, PlanarImage delta, Comparisons.Section own) {
        NumbersCheck numbers = new NumbersCheck(judged.evaluation(), image, delta, tolerances, own);
        numbers.norms();
        NetworkOpening opening = networks.open(judged.judge());
        if (opening instanceof NetworkOpening.Refused refused) {
            own.unverified("outputs: " + refused.reason());
            return Optional.empty();
        }
        Outputs outputs;
        try {
            outputs = Outputs.of(((NetworkOpening.Opened) opening).network(), image, delta, request.furtherMetrics());
        } catch (RuntimeException e) {
            // It is out of memory, or refuses what it once took: nothing is known of its numbers.
            own.unverified("outputs: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            return Optional.empty();
        }
        comparisons.judged();
        numbers.outputs(outputs);
        if (isOfOneImage(judged)) {
            image.objective(request.attack(), outputs).ifPresent(numbers::objective);
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

    /** The stored pictures against what they show. */
    static final class PictureCheck {

        private final Evidence evidence;
        private final Comparisons.Section section;

        PictureCheck(Evidence evidence, Comparisons.Section section) {
            this.evidence = evidence;
            this.section = section;
        }

        /** A picture of a stored array: the very levels. */
        void ofArray(ArtifactKind kind, PlanarImage array) {
            compare(kind, EightBit.round(array), 0);
        }

        /** A picture of a network's output, clamped: a level off where rounding decides. */
        void ofOutput(ArtifactKind kind, PlanarImage output) {
            compare(kind, output, Tolerances.PICTURE);
        }

        /** A picture of a recomputed target. */
        void ofTarget(PlanarImage target) {
            compare(ArtifactKind.TARGET_PICTURE, target, 0.5 / 255 + Tolerances.BLURRED);
        }

        private void compare(ArtifactKind kind, PlanarImage image, double limit) {
            if (!evidence.has(kind)) {
                return; // Its hash mismatches, or the campaign does not keep it.
            }
            try {
                PlanarImage picture = evidence.picture(kind);
                if (picture.sameSizeAs(image)) {
                    section.bound(
                            "max |" + kind.wireName() + " - what it shows|",
                            Distances.maxClamped(image, picture),
                            limit);
                } else {
                    section.same("size of " + kind.wireName(), picture.toString(), image.toString());
                }
            } catch (UnusableFileException e) {
                // In the comparisons.
            }
        }
    }

    /**
     * The constraint on delta, in float32 as the attack has it: max |delta| at most epsilon, or the root mean square of
     * delta at most epsilon; with clipping, y + delta in [0,1] as far as y is. A mask weighs the distance and bounds
     * nothing.
     */
    private static void checkNorm(AttackSpec attack, double budget, PlanarImage delta, Comparisons.Section section) {
        double epsilon = attack.perturbsImage() ? (float) (budget / 255) : 0;
        if (attack.norm() == AttackSpec.Norm.L2) {
            double values = (double) PlanarImage.CHANNELS * delta.height() * delta.width();
            section.bound("root mean square of delta", Distances.l2(delta) / Math.sqrt(values), epsilon);
        } else {
            section.bound("max |delta|", Distances.max(delta), epsilon);
        }
        if (attack.onlyGrey()) {
            section.same("channels of delta", Constraint.isGrey(delta) ? "alike" : "different", "alike");
        }
        if (attack.onlyZeroMean()) {
            section.bound("|mean| of a channel of delta", Constraint.greatestMean(delta), Constraint.MEAN);
        }
    }

    /** For the job's own image and for each companion. */
    private static void checkRange(PlanarImage y, PlanarImage delta, String image, Comparisons.Section section) {
        FloatBuffer base = y.buffer();
        FloatBuffer change = delta.buffer();
        double outside = 0;
        while (base.hasRemaining()) {
            float before = base.get();
            float after = before + change.get();
            outside = Math.max(outside, Math.max(Math.min(0f, before) - after, after - Math.max(1f, before)));
        }
        section.bound("y + delta outside of [0, 1]" + image, outside, 0);
    }
}
