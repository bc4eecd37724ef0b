package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One attack: the search for one perturbation of one blurred image, or of several together.
 *
 * @param views what the perturbation is put on, at least one, all of one size; the first is the one that is reported
 * @param weights w of the distance, of the views' size; null for 1 everywhere
 * @param epsilon the budget on the scale of [0,1], above 0
 */
public record Attack(
        List<AttackedView> views, @Nullable PlanarImage weights, AttackSpec spec, float epsilon, long seed) {

    public Attack {
        views = List.copyOf(views);
        if (views.isEmpty()) {
            throw new IllegalArgumentException("views: none: must be at least one");
        }
        PlanarImage first = views.get(0).blurred();
        for (AttackedView view : views) {
            requireSize("view", view.blurred(), first);
            boolean needsReference = !(spec.objective() instanceof Objective.Untargeted);
            if ((view.reference() != null) != needsReference) {
                throw new IllegalArgumentException(
                        "target: must be given exactly if the objective is not the distance to the clean output");
            }
        }
        if (weights != null) {
            requireSize("mask", weights, first);
        }
        if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
            throw new IllegalArgumentException("epsilon: " + epsilon + ": must be finite and above 0");
        }
        requireSense(spec);
        if (spec.perturbsKernel()) {
            requireKernel(spec, views);
        }
    }

    /** An attack on one image, every pixel alike. */
    public Attack(
            PlanarImage blurred,
            @Nullable BlurKernel kernel,
            @Nullable PlanarImage reference,
            AttackSpec spec,
            float epsilon,
            long seed) {
        this(List.of(new AttackedView(blurred, kernel, reference)), null, spec, epsilon, seed);
    }

    private static void requireSize(String what, PlanarImage image, PlanarImage first) {
        if (!image.sameSizeAs(first)) {
            throw new IllegalArgumentException(what + ": " + image.width() + "x" + image.height() + ": must be "
                    + first.width() + "x" + first.height() + ", the size of the blurred image");
        }
    }

    private static void requireKernel(AttackSpec spec, List<AttackedView> views) {
        if (views.size() > 1 || views.get(0).kernel() == null) {
            throw new IllegalArgumentException(
                    "perturb: must be image where there are several views or no kernel: one kernel is perturbed");
        }
        if (spec.kernelBudget() == null || !(spec.kernelBudget() > 0)) {
            throw new IllegalArgumentException("kernelBudget: " + spec.kernelBudget() + ": must be above 0");
        }
        if (spec.update() != Update.ADAM || spec.objective() instanceof Objective.MinimumBudget) {
            throw new IllegalArgumentException(
                    "perturb: must be image with minimum-budget and with other updates than adam");
        }
    }

    private static void requireSense(AttackSpec spec) {
        if (spec.start() == Start.ZERO && spec.objective() instanceof Objective.Untargeted) {
            throw new IllegalArgumentException(
                    "start: zero: the distance to the clean output has no gradient at delta = 0");
        }
        if (spec.update() == Update.SIGN && spec.norm() == Norm.L2) {
            throw new IllegalArgumentException("update: sign: is steepest in the max norm, not in the L2 norm");
        }
        if (spec.update() == Update.GRADIENT && spec.norm() == Norm.LINF) {
            throw new IllegalArgumentException("update: gradient: is steepest in the L2 norm, not in the max norm");
        }
        if (spec.update() == Update.SQUARE && spec.norm() == Norm.L2) {
            throw new IllegalArgumentException(
                    "update: square: reaches the bounds of the max norm, not of the L2 norm");
        }
        if (spec.update() == Update.SQUARE && spec.onlyZeroMean()) {
            throw new IllegalArgumentException("update: square: sets values to their bounds, whatever their mean");
        }
        boolean fromBest = spec.update() == Update.APGD || spec.update() == Update.SQUARE;
        if (fromBest && spec.iterate() != Iterate.BEST) {
            throw new IllegalArgumentException(
                    "update: apgd or square: goes on from its best iterate, so that is what counts");
        }
    }

    /** Converts a budget in 255ths to the float32 number that bounds the perturbation. */
    public static float epsilonOf(double budgetIn255ths) {
        return (float) (budgetIn255ths / 255.0);
    }

    /** y of the first view. */
    public PlanarImage blurred() {
        return views.get(0).blurred();
    }

    /** b of the first view. */
    public @Nullable BlurKernel kernel() {
        return views.get(0).kernel();
    }

    /** xTarget of the first view, if the objective is to come near to an image. */
    public @Nullable PlanarImage target() {
        return ascends() ? null : views.get(0).reference();
    }

    /** Whether the objective's distance is to grow rather than to shrink. */
    public boolean ascends() {
        return spec.objective().ascends();
    }

    /** How often every view is drawn in a step: with so many noises, each saved in so many qualities. */
    int draws() {
        Expectation expectation = spec.expectation();
        return expectation == null ? 1 : expectation.drawsOfAKernel();
    }

    /** Qualities of the JPEG files that a draw may be saved as; none for no file. */
    List<Integer> jpeg() {
        Expectation expectation = spec.expectation();
        return expectation == null ? List.of() : expectation.jpeg();
    }

    /** Standard deviation of the noise that is drawn in each step. */
    double noiseSigma() {
        Expectation expectation = spec.expectation();
        return expectation == null ? 0 : expectation.noiseSigma();
    }

    /** Whether its updates need no gradient. */
    boolean isBlackBox() {
        return spec.update() == Update.SQUARE;
    }

    /** How many images go through the network in a step of one search. */
    public int rows() {
        return views.size() * draws();
    }

    /** The bound of delta: epsilon, or 0 where only the kernel is perturbed. */
    float bound() {
        return spec.perturbsImage() ? epsilon : 0;
    }

    /** The greatest ||delta||2, infinite where the max norm is bounded. */
    double radius() {
        int values = 3 * blurred().width() * blurred().height();
        return spec.norm() == Norm.L2 ? bound() * Math.sqrt(values) : Double.POSITIVE_INFINITY;
    }

    /** How often the budget may be halved; empty unless the smallest one is sought. */
    OptionalInt halvings() {
        return spec.objective() instanceof Objective.MinimumBudget smallest
                ? OptionalInt.of(smallest.halvings(epsilon * 255.0))
                : OptionalInt.empty();
    }

    /**
     * The attack as one of its searches has it: with a part of the budget where the smallest one is sought.
     *
     * @param search which; there, the numerator of the part, whose denominator is 2 to the number of halvings
     */
    Attack ofSearch(int search) {
        if (halvings().isEmpty()) {
            return this;
        }
        // Exact, so that the largest part is the budget itself.
        float part = Math.scalb(epsilon * search, -halvings().getAsInt());
        return new Attack(views, weights, spec.forBudget(part * 255.0), part, seed);
    }

    /** Whether what is found after these steps is judged, and the search goes on. */
    boolean isJudgedOnTheWay(int step) {
        return step < spec.steps() && spec.evaluateAt().contains(step);
    }

    /** The same attack with fewer steps, judged after the last alone. */
    Attack upTo(int step) {
        return new Attack(views, weights, spec.upTo(step), epsilon, seed);
    }

    /** The perturbation that the first search starts from. */
    public PlanarImage start() {
        float[] values = StartingPoint.draw(this, 0, FeasibleSet.of(this));
        return PlanarImage.of(blurred().height(), blurred().width(), values);
    }

    /**
     * The kernel that one of its searches for one starts from.
     *
     * @param restart which search, from 0
     */
    public BlurKernel toldAtStart(int restart) {
        KernelBall ball = KernelBall.of(this);
        float[] drawn = StartingPoint.draw(this, restart, ball);
        double[] weights = new double[drawn.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = drawn[i];
        }
        return BlurKernel.of(ball.centre().size(), weights);
    }

    /** The objective's distance of an output from a reference, in double precision. */
    public double distance(PlanarImage a, PlanarImage b) {
        return Distances.objective(spec, a, b, weights);
    }

    /**
     * One blurred image that a perturbation is put on. Most attacks have one; a universal perturbation has one for each
     * image, and an expectation over kernels one for each kernel.
     *
     * @param blurred y
     * @param kernel b, where it is known; a non-blind network needs it
     * @param reference what the output is held against, of y's size; null for the clean output N(y)
     */
    public record AttackedView(
            PlanarImage blurred,
            @Nullable BlurKernel kernel,
            @Nullable PlanarImage reference) {

        public AttackedView {
            if (reference != null && !reference.sameSizeAs(blurred)) {
                throw new IllegalArgumentException("reference: " + reference.width() + "x" + reference.height()
                        + ": must be " + blurred.width() + "x" + blurred.height() + ", the size of the blurred image");
            }
        }
    }
}
