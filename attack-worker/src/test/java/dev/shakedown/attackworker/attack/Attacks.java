package dev.shakedown.attackworker.attack;

import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Builds attacks for tests, saying only what a test is about. */
final class Attacks {

    private PlanarImage blurred;
    private PlanarImage target;
    private BlurKernel kernel;
    private int steps = 40;
    private List<Integer> evaluateAt = List.of();
    private double stepSize = 1e-3;
    private boolean clip = true;
    private boolean grey;
    private boolean zeroMean;
    private AttackSpec.Iterate iterate = AttackSpec.Iterate.LAST;
    private double budget = 4;
    private long seed = 1;
    private Objective objective;
    private Distance distance = Distance.L2;
    private AttackSpec.Norm norm = AttackSpec.Norm.LINF;
    private AttackSpec.Start start = AttackSpec.Start.UNIFORM;
    private AttackSpec.Update update = AttackSpec.Update.ADAM;
    private AttackSpec.Perturb perturb = AttackSpec.Perturb.IMAGE;
    private AttackSpec.Norm kernelNorm = AttackSpec.Norm.L2;
    private double kernelBudget;
    private int restarts = 1;
    private int traceEvery = 1;
    private Plateau plateau;
    private Expectation expectation;
    private PlanarImage weights;
    private final List<AttackedView> further = new ArrayList<>();

    static Attacks on(PlanarImage blurred) {
        Attacks attacks = new Attacks();
        attacks.blurred = blurred;
        return attacks;
    }

    Attacks towards(PlanarImage image) {
        target = image;
        return this;
    }

    Attacks kernel(BlurKernel known) {
        kernel = known;
        return this;
    }

    Attacks steps(int count) {
        steps = count;
        return this;
    }

    Attacks evaluatedAt(Integer... judged) {
        evaluateAt = List.of(judged);
        return this;
    }

    Attacks stepSize(double size) {
        stepSize = size;
        return this;
    }

    Attacks unclipped() {
        clip = false;
        return this;
    }

    Attacks grey() {
        grey = true;
        return this;
    }

    Attacks zeroMean() {
        zeroMean = true;
        return this;
    }

    Attacks best() {
        iterate = AttackSpec.Iterate.BEST;
        return this;
    }

    Attacks budget(double in255ths) {
        budget = in255ths;
        return this;
    }

    Attacks seed(long start) {
        seed = start;
        return this;
    }

    /** The distance to x instead of the clean output. */
    Attacks awayFrom(PlanarImage sharp) {
        objective = new Objective.GroundTruth();
        target = sharp;
        return this;
    }

    /** The smallest budget at which PSNR to x falls by this, as the service reads it. */
    Attacks minimumBudget(PlanarImage sharp, double loss, double tolerance) {
        awayFrom(sharp).distance(Distance.Measure.L2, null, true).start(AttackSpec.Start.ZERO);
        objective = new Objective.MinimumBudget(loss, tolerance);
        return best();
    }

    Attacks measure(Distance.Measure measure) {
        distance = new Distance(measure, null);
        return this;
    }

    Attacks distance(Distance.Measure measure, Distance.Weighting weighting, boolean clampOutput) {
        distance = new Distance(measure, null, weighting, clampOutput);
        return this;
    }

    Attacks weights(PlanarImage mask) {
        weights = mask;
        return this;
    }

    /** In the L2 norm, with the given update. */
    Attacks inBall(AttackSpec.Update with) {
        norm = AttackSpec.Norm.L2;
        return update(with);
    }

    Attacks update(AttackSpec.Update with) {
        update = with;
        return this;
    }

    /** Auto-PGD, as the service reads {@code update: apgd}; call {@link #budget} and {@link #inBall} before. */
    Attacks auto() {
        return update(AttackSpec.Update.APGD).best().stepSize(2 * budget / 255);
    }

    /** Random squares, as the service reads {@code update: square}; call {@link #budget} before. */
    Attacks squares() {
        return update(AttackSpec.Update.SQUARE).best().stepSize(2 * budget / 255);
    }

    Attacks start(AttackSpec.Start from) {
        start = from;
        return this;
    }

    /** What the network is told is searched for within a part of the kernel's own norm. */
    Attacks perturbing(AttackSpec.Perturb what, AttackSpec.Norm measure, double part) {
        perturb = what;
        kernelNorm = measure;
        kernelBudget = part;
        return this;
    }

    Attacks restarts(int count) {
        restarts = count;
        return this;
    }

    Attacks traceEvery(int count) {
        traceEvery = count;
        return this;
    }

    Attacks plateau(int count, double improvement) {
        plateau = new Plateau(count, improvement);
        return this;
    }

    Attacks noise(int samples, double sigma) {
        expectation = new Expectation(samples, sigma, List.of());
        return this;
    }

    /** Over noise in JPEG files of these qualities. */
    Attacks files(int samples, double sigma, Integer... qualities) {
        expectation = new Expectation(samples, sigma, List.of(), List.of(qualities));
        return this;
    }

    /** The perturbation is for this image, too. */
    Attacks also(PlanarImage y, PlanarImage reference) {
        further.add(new AttackedView(y, kernel, reference));
        return this;
    }

    Attack attack() {
        Objective sought = objective;
        if (sought == null) {
            sought = target == null
                    ? new Objective.Untargeted()
                    : new Objective.Targeted("target", new ImageRef("0", target.width(), target.height()));
        }
        AttackSpec spec = new AttackSpec(
                        sought,
                        distance,
                        norm,
                        start,
                        update,
                        steps,
                        stepSize,
                        clip,
                        iterate,
                        restarts,
                        plateau,
                        expectation,
                        !further.isEmpty(),
                        traceEvery)
                .evaluatedAt(evaluateAt)
                .constrained(grey, zeroMean)
                .perturbing(perturb, kernelNorm, kernelBudget);
        List<AttackedView> views = new ArrayList<>(List.of(new AttackedView(blurred, kernel, target)));
        views.addAll(further);
        return new Attack(views, weights, spec, Attack.epsilonOf(budget), seed);
    }

    static PlanarImage randomImage(SplittableRandom random, int height, int width, double low, double high) {
        return PlanarImage.of(height, width, randomValues(random, 3 * height * width, low, high));
    }

    static float[] randomValues(SplittableRandom random, int count, double low, double high) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return values;
    }

    static BlurKernel randomKernel(SplittableRandom random, int size) {
        double[] weights = new double[size * size];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextDouble();
        }
        return BlurKernel.of(size, weights);
    }
}
