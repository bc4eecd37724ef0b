package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import org.jspecify.annotations.Nullable;

/** The numbers of one evaluation against those that come out now. */
final class NumbersCheck {

    private final Evaluation stored;
    private final Scene scene;
    private final PlanarImage delta;
    private final Tolerances tolerances;
    private final Ledger.Page page;

    NumbersCheck(Evaluation stored, Scene scene, PlanarImage delta, Tolerances tolerances, Ledger.Page page) {
        this.stored = stored;
        this.scene = scene;
        this.delta = delta;
        this.tolerances = tolerances;
        this.page = page;
    }

    /** What follows from y and delta alone. */
    void norms() {
        double l2 = Images.l2(delta);
        page.number("perturbationMaxNorm", stored.perturbationMaxNorm(), Images.max(delta), 0);
        page.number("perturbationL2Norm", stored.perturbationL2Norm(), l2, l2 * Tolerances.NORM);
        PlanarImage saved = EightBit.round(Images.sum(scene.y(), delta));
        page.number("eightBitMaxNorm", stored.eightBitMaxNorm(), Images.max(saved, scene.y()), Tolerances.ONE_ROUNDING);
        quality("blurredToSharp", stored.blurredToSharp(), scene.y(), scene.sharp());
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
        double norm = Images.l2(delta);
        double lipschitz = Images.l2(attacked, clean) / norm;
        page.number(
                "lipschitz",
                stored.lipschitz(),
                lipschitz,
                Tolerances.RELATIVE * Math.abs(lipschitz) + Tolerances.OUTPUT * rootOfValues() / norm);
    }

    /** The objective at delta, where it is the distance of one output from one image. */
    void objective(double recomputed) {
        page.number(
                "finalObjective",
                stored.finalObjective(),
                recomputed,
                2 * Tolerances.RELATIVE * Math.abs(recomputed) + Tolerances.OUTPUT * rootOfValues());
    }

    private void quality(
            String name, @Nullable ImageQuality quality, PlanarImage image, @Nullable PlanarImage reference) {
        if (quality == null || reference == null) {
            page.same(name, quality == null ? "absent" : "present", reference == null ? "absent" : "present");
            return;
        }
        ImageQuality anew = ImageComparison.compare(image, reference);
        page.holds(
                isSame(quality.psnr(), anew.psnr())
                        || Math.abs(quality.psnr() - anew.psnr()) <= tolerances.psnr()
                        || Math.abs(error(quality.psnr()) - error(anew.psnr())) <= Tolerances.OUTPUT,
                name + ".psnr",
                Double.toString(quality.psnr()),
                Double.toString(anew.psnr()),
                Double.toString(tolerances.psnr()));
        // The less an image varies, the more of its correlation is noise.
        double least = Math.min(Images.deviation(image), Images.deviation(reference));
        double limit = Tolerances.SIMILARITY + 2 * Tolerances.OUTPUT / least;
        page.holds(
                isSame(quality.ncc(), anew.ncc()) || Math.abs(quality.ncc() - anew.ncc()) <= limit || limit >= 2,
                name + ".ncc",
                Double.toString(quality.ncc()),
                Double.toString(anew.ncc()),
                Double.toString(limit));
        page.number(name + ".ssim", quality.ssim(), anew.ssim(), Tolerances.SIMILARITY);
    }

    /** The root mean square error that a PSNR stands for. */
    private static double error(double psnr) {
        return Math.pow(10, -psnr / 20);
    }

    private static boolean isSame(double a, double b) {
        return a == b || Double.isNaN(a) && Double.isNaN(b);
    }

    private double rootOfValues() {
        return Math.sqrt((double) PlanarImage.CHANNELS * delta.height() * delta.width());
    }
}
