package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.attack.Distances;
import dev.shakedown.attackworker.attack.KernelBall;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.attackworker.verification.AttackedImage.Outputs;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.KernelChange;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The numbers of one evaluation against those that come out now. */
final class NumbersCheck {

    private final Evaluation stored;
    private final AttackedImage scene;
    private final PlanarImage delta;
    private final Tolerances tolerances;
    private final Comparisons.Section section;

    NumbersCheck(
            Evaluation stored,
            AttackedImage scene,
            PlanarImage delta,
            Tolerances tolerances,
            Comparisons.Section section) {
        this.stored = stored;
        this.scene = scene;
        this.delta = delta;
        this.tolerances = tolerances;
        this.section = section;
    }

    /** What follows from y and delta alone. */
    void norms() {
        double l2 = Distances.l2(delta);
        section.number("perturbationMaxNorm", stored.perturbationMaxNorm(), Distances.max(delta), 0);
        section.number("perturbationL2Norm", stored.perturbationL2Norm(), l2, l2 * Tolerances.NORM);
        PlanarImage saved = EightBit.round(scene.y().plus(delta));
        section.number(
                "eightBitMaxNorm", stored.eightBitMaxNorm(), Distances.max(saved, scene.y()), Tolerances.ONE_ROUNDING);
        quality("blurredToSharp", stored.blurredToSharp(), scene.y(), scene.sharp());
        kernelChange();
    }

    private void kernelChange() {
        KernelChange change = stored.kernelChange();
        BlurKernel kernel = scene.kernel();
        BlurKernel told = scene.told();
        if (change == null || told == null || kernel == null) {
            section.same("kernelChange", change == null ? "absent" : "present", told == null ? "absent" : "present");
            return;
        }
        KernelBall ball = new KernelBall(kernel, Norm.L2, 1);
        section.number("kernelChange.l2", change.l2(), ball.distance(told, Norm.L2), Tolerances.KERNEL);
        section.number("kernelChange.max", change.max(), ball.distance(told, Norm.LINF), Tolerances.KERNEL);
    }

    /** What follows from a network's outputs. */
    void outputs(Outputs outputs) {
        PlanarImage clean = outputs.clean();
        PlanarImage attacked = outputs.attacked();
        PlanarImage eightBit = outputs.eightBit();
        quality("cleanToSharp", stored.cleanToSharp(), clean, scene.sharp());
        quality("attackedToSharp", stored.attackedToSharp(), attacked, scene.sharp());
        quality("eightBitToSharp", stored.eightBitToSharp(), eightBit, scene.sharp());
        quality("cleanToTarget", stored.cleanToTarget(), clean, scene.target());
        quality("attackedToTarget", stored.attackedToTarget(), attacked, scene.target());
        quality("eightBitToTarget", stored.eightBitToTarget(), eightBit, scene.target());
        quality("attackedToClean", stored.attackedToClean(), attacked, clean);
        quality("eightBitToClean", stored.eightBitToClean(), eightBit, clean);
        furtherMetrics(outputs.furtherMetrics());
        double norm = Distances.l2(delta);
        Double storedLipschitz = stored.lipschitz();
        boolean hasNone = norm == 0 || scene.told() != null;
        if (hasNone || storedLipschitz == null) {
            section.same("lipschitz", storedLipschitz == null ? "absent" : "present", hasNone ? "absent" : "present");
            return;
        }
        double lipschitz = Distances.l2(attacked, clean) / norm;
        section.number(
                "lipschitz",
                storedLipschitz,
                lipschitz,
                Tolerances.RELATIVE * Math.abs(lipschitz) + Tolerances.OUTPUT * rootOfValues() / norm);
    }

    /** The objective at delta, where it is the distance of one output from one image. */
    void objective(double recomputed) {
        section.number(
                "finalObjective",
                stored.finalObjective(),
                recomputed,
                2 * Tolerances.RELATIVE * Math.abs(recomputed) + Tolerances.OUTPUT * rootOfValues());
    }

    private void quality(
            String name, @Nullable ImageQuality quality, PlanarImage image, @Nullable PlanarImage reference) {
        if (quality == null || reference == null) {
            section.same(name, quality == null ? "absent" : "present", reference == null ? "absent" : "present");
            return;
        }
        ImageQuality recomputed = ImageComparison.compare(image, reference);
        psnr(name + ".psnr", quality.psnr(), recomputed.psnr());
        // The less an image varies, the more of its correlation is noise; a constant one has none, NaN.
        double least = Math.min(deviation(image), deviation(reference));
        double limit = Tolerances.SIMILARITY + 2 * Tolerances.OUTPUT / least;
        section.check(
                Math.abs(quality.ncc() - recomputed.ncc()) <= limit || limit >= 2,
                name + ".ncc",
                Double.toString(quality.ncc()),
                Double.toString(recomputed.ncc()),
                Double.toString(limit));
        similarity(name + ".ssim", quality.ssim(), recomputed.ssim());
    }

    private void furtherMetrics(List<FurtherMetric> recomputed) {
        List<FurtherMetric> all = stored.furtherMetrics();
        String names = all.stream().map(NumbersCheck::name).collect(Collectors.joining(", "));
        String expected = recomputed.stream().map(NumbersCheck::name).collect(Collectors.joining(", "));
        section.same("furtherMetrics", names, expected);
        for (int i = 0; i < all.size() && names.equals(expected); i++) {
            FurtherMetric metric = all.get(i);
            double value = recomputed.get(i).value();
            if (metric.metric().contains("psnr")) {
                psnr(name(metric), metric.value(), value);
            } else {
                similarity(name(metric), metric.value(), value);
            }
        }
    }

    private static String name(FurtherMetric metric) {
        return metric.image() + " to " + metric.reference() + " " + metric.metric();
    }

    private void psnr(String name, double psnr, double recomputed) {
        section.check(
                psnr == recomputed
                        || Math.abs(psnr - recomputed) <= tolerances.psnr()
                        || Math.abs(error(psnr) - error(recomputed)) <= Tolerances.OUTPUT,
                name,
                Double.toString(psnr),
                Double.toString(recomputed),
                Double.toString(tolerances.psnr()));
    }

    private void similarity(String name, double similarity, double recomputed) {
        if (Double.isNaN(recomputed)) { // The window exceeds the image, or an image is constant.
            section.same(name, Double.toString(similarity), "NaN");
        } else {
            section.number(name, similarity, recomputed, Tolerances.SIMILARITY);
        }
    }

    /** The root mean square error that a PSNR stands for. */
    private static double error(double psnr) {
        return Math.pow(10, -psnr / 20);
    }

    private double rootOfValues() {
        return Math.sqrt((double) PlanarImage.CHANNELS * delta.height() * delta.width());
    }

    /** The standard deviation of a's values, clamped to [0,1], about their one mean. */
    private static double deviation(PlanarImage a) {
        FloatBuffer values = a.buffer();
        double sum = 0;
        double squares = 0;
        int count = values.remaining();
        while (values.hasRemaining()) {
            double value = Math.min(1, Math.max(0, values.get()));
            sum += value;
            squares += value * value;
        }
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
}
