package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A projected gradient ascent or descent.
 *
 * @param name what people call it, unique in its campaign; empty: what its other components say, such as
 *     {@code untargeted, 250 steps, adam 0.001}
 * @param objective what the perturbation is to achieve
 * @param distance how the objective measures
 * @param norm what the budget bounds
 * @param start where the search begins
 * @param update how a step follows from the gradient
 * @param steps how many updates, at most; where the smallest budget is sought, at each budget
 * @param stepSize on the scale of [0,1]; what it means depends on the update. With {@code budgetParts}, that of a
 *     budget of 1/255 until {@link #forBudget} has put in that of a job
 * @param clip whether y + delta is kept in [0,1]
 * @param iterate which perturbation is the result
 * @param restarts how many searches from different starts; the most harmful result counts
 * @param plateau when to end early; null to do all steps
 * @param expectation over what the objective is averaged; null for nothing
 * @param universal whether one perturbation is sought for all images of the campaign together
 * @param traceEvery after how many updates the objective is noted, and looked at for a plateau
 * @param evaluateAt steps after which the result is judged besides, as it would be with so many {@code steps};
 *     ascending, from 1; empty, and not written, for none
 * @param grey true where delta is the same in all three channels; else null, and not written
 * @param zeroMean true where the mean of each channel of delta is 0; else null, and not written
 * @param budgetParts N where the step size is the budget divided by N, above 0; null where it is a number of its own
 * @param perturb what is searched for; null, and not written, for the image alone
 * @param kernelNorm what {@code kernelBudget} bounds; null, and not written, where the kernel is not perturbed
 * @param kernelBudget greatest distance of the told kernel b' from b, as a part of b's own norm: of ||b||2, or of b's
 *     greatest weight; null, and not written, where the kernel is not perturbed
 */
public record AttackSpec(
        String name,
        Objective objective,
        Distance distance,
        Norm norm,
        Start start,
        Update update,
        int steps,
        double stepSize,
        boolean clip,
        Iterate iterate,
        int restarts,
        @Nullable Plateau plateau,
        @Nullable Expectation expectation,
        boolean universal,
        int traceEvery,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> evaluateAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean grey,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean zeroMean,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double budgetParts,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Perturb perturb,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Norm kernelNorm,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double kernelBudget) {

    /** The value of {@code stepSize} where nothing is said. */
    public static final double STEP_SIZE = 1e-3;

    /** The value of {@code steps} where nothing is said and the objective grows. */
    public static final int STEPS_AWAY = 250;

    /** The value of {@code steps} where nothing is said and the objective shrinks. */
    public static final int STEPS_TOWARDS = 500;

    /** The value of {@code steps} where nothing is said and the smallest budget is sought. */
    public static final int STEPS_AT_A_BUDGET = 50;

    /** N of the step size {@code budget/N} where nothing is said and the smallest budget is sought. */
    public static final double BISECTION_BUDGET_PARTS = 2;

    /** N of Auto-PGD's step size {@code budget/N} where nothing is said: twice the budget, as in its paper. */
    public static final double APGD_BUDGET_PARTS = 0.5;

    /** N of {@code budget/N} with squares, whose values change by up to twice the budget; always this one. */
    public static final double SQUARE_BUDGET_PARTS = 0.5;

    /** The value of {@code traceEvery} where nothing is said. */
    public static final int TRACE_EVERY = 10;

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
    public AttackSpec {
        evaluateAt = evaluateAt == null ? List.of() : List.copyOf(evaluateAt);
        grey = Boolean.TRUE.equals(grey) ? true : null;
        zeroMean = Boolean.TRUE.equals(zeroMean) ? true : null;
        perturb = perturb == Perturb.IMAGE ? null : perturb;
        kernelNorm = perturb == null ? null : kernelNorm == null ? Norm.L2 : kernelNorm;
        kernelBudget = perturb == null ? null : kernelBudget;
        if (name == null || name.isEmpty()) {
            List<String> words = new ArrayList<>();
            words.add(words(objective));
            words.add(steps + (steps == 1 ? " step" : " steps"));
            String size = budgetParts == null ? decimal(stepSize) : "budget/" + decimal(budgetParts);
            words.add(word(update) + (update == Update.SQUARE ? "" : " " + size));
            addIf(words, norm != Norm.LINF, word(norm) + " norm");
            addIf(words, distance.measure() != Distance.Measure.L2, word(distance.measure()) + " distance");
            addIf(words, distance.mask() != null, "masked");
            addIf(words, distance.weighting() != null, "cosine weighting");
            boolean fixed = objective instanceof Objective.MinimumBudget;
            addIf(words, distance.clampsOutput() && !fixed, "clamped output");
            addIf(words, start != Start.UNIFORM && !fixed, "start " + word(start));
            addIf(words, restarts != 1, restarts + " restarts");
            addIf(words, !clip, "not clipped");
            addIf(words, iterate == Iterate.BEST && !fixed && update != Update.SQUARE, "best iterate");
            addIf(words, plateau != null, "until a plateau");
            addIf(words, expectation != null, "expectation over transformations");
            addIf(words, universal, "universal");
            addIf(words, grey != null, "grey");
            addIf(words, zeroMean != null, "zero mean");
            if (perturb != null && kernelBudget != null) {
                String bound = decimal(kernelBudget) + (kernelNorm == Norm.LINF ? " max norm" : "");
                words.add(perturb == Perturb.KERNEL ? "kernel alone " + bound : "kernel too " + bound);
            }
            name = String.join(", ", words);
        }
    }

    /** An attack that is called by what its components say, and whose step size is a number of its own. */
    public AttackSpec(
            Objective objective,
            Distance distance,
            Norm norm,
            Start start,
            Update update,
            int steps,
            double stepSize,
            boolean clip,
            Iterate iterate,
            int restarts,
            @Nullable Plateau plateau,
            @Nullable Expectation expectation,
            boolean universal,
            int traceEvery) {
        this(
                "",
                objective,
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
                universal,
                traceEvery,
                List.of(),
                false,
                false,
                null,
                null,
                null,
                null);
    }

    /** The paper's attack: one search with Adam's updates from uniform noise, in the max norm. */
    public AttackSpec(Objective objective, int steps, double stepSize, boolean clip, Iterate iterate) {
        this(
                objective,
                Distance.L2,
                Norm.LINF,
                Start.UNIFORM,
                Update.ADAM,
                steps,
                stepSize,
                clip,
                iterate,
                1,
                null,
                null,
                false,
                TRACE_EVERY);
    }

    /** Whether delta is the same in all three channels. */
    public boolean onlyGrey() {
        return grey != null;
    }

    /** Whether the mean of each channel of delta is 0. */
    public boolean onlyZeroMean() {
        return zeroMean != null;
    }

    /** Whether delta is searched for; else it is 0. */
    public boolean perturbsImage() {
        return perturb != Perturb.KERNEL;
    }

    /** Whether the kernel that networks are told is searched for; else it is b. */
    public boolean perturbsKernel() {
        return perturb != null;
    }

    /** Whether its result depends on its seed: it starts from noise, tries random squares, or expects noise. */
    public boolean drawsFromSeed() {
        return start != Start.ZERO || update == Update.SQUARE || (expectation != null && expectation.noiseSigma() > 0);
    }

    /** The same attack by another name. */
    public AttackSpec named(String another) {
        Copy copy = new Copy(this);
        copy.name = another;
        return copy.made();
    }

    /** The same attack with or without one delta for all three channels, and with or without channels of mean 0. */
    public AttackSpec constrained(boolean toGrey, boolean toZeroMean) {
        Copy copy = new Copy(this).calledByItsWords();
        copy.grey = toGrey;
        copy.zeroMean = toZeroMean;
        return copy.made();
    }

    /**
     * The same attack on something else.
     *
     * @param budget greatest distance of the told kernel from b, as a part of b's own norm
     */
    public AttackSpec perturbing(Perturb what, Norm bounded, double budget) {
        Copy copy = new Copy(this).calledByItsWords();
        copy.perturb = what;
        copy.kernelNorm = bounded;
        copy.kernelBudget = budget;
        return copy.made();
    }

    /** The same attack, judged after these steps besides. */
    public AttackSpec evaluatedAt(List<Integer> others) {
        Copy copy = new Copy(this);
        copy.evaluateAt = others;
        return copy.made();
    }

    /** The same attack with fewer steps, judged after the last alone. */
    public AttackSpec upTo(int step) {
        Copy copy = new Copy(this);
        copy.steps = step;
        copy.evaluateAt = List.of();
        return copy.made();
    }

    /**
     * The same attack with a part of the budget as its step size.
     *
     * @param parts N of {@code budget/N}, above 0
     */
    public AttackSpec stepping(double parts) {
        return stepping(1, parts);
    }

    /**
     * The attack as a job has it: with the step size that it has for this budget.
     *
     * @param budget in 255ths, above 0
     */
    public AttackSpec forBudget(double budget) {
        return budgetParts == null ? this : stepping(budget, budgetParts);
    }

    private AttackSpec stepping(double budget, double parts) {
        Copy copy = budgetParts == null ? new Copy(this).calledByItsWords() : new Copy(this);
        copy.stepSize = stepSize(budget, parts);
        copy.budgetParts = parts;
        return copy.made();
    }

    /** An attack that differs from another in what is set. */
    private static final class Copy {

        private final AttackSpec original;
        private String name;
        private int steps;
        private double stepSize;
        private List<Integer> evaluateAt;
        private @Nullable Boolean grey;
        private @Nullable Boolean zeroMean;
        private @Nullable Double budgetParts;
        private @Nullable Perturb perturb;
        private @Nullable Norm kernelNorm;
        private @Nullable Double kernelBudget;

        Copy(AttackSpec original) {
            this.original = original;
            name = original.name;
            steps = original.steps;
            stepSize = original.stepSize;
            evaluateAt = original.evaluateAt;
            grey = original.grey;
            zeroMean = original.zeroMean;
            budgetParts = original.budgetParts;
            perturb = original.perturb;
            kernelNorm = original.kernelNorm;
            kernelBudget = original.kernelBudget;
        }

        /** Unless the original has a name of its own. */
        Copy calledByItsWords() {
            boolean isNamed = !original.named("").name.equals(original.name);
            name = isNamed ? name : "";
            return this;
        }

        AttackSpec made() {
            return new AttackSpec(
                    name,
                    original.objective,
                    original.distance,
                    original.norm,
                    original.start,
                    original.update,
                    steps,
                    stepSize,
                    original.clip,
                    original.iterate,
                    original.restarts,
                    original.plateau,
                    original.expectation,
                    original.universal,
                    original.traceEvery,
                    evaluateAt,
                    grey,
                    zeroMean,
                    budgetParts,
                    perturb,
                    kernelNorm,
                    kernelBudget);
        }
    }

    /**
     * A budget divided by a number, on the scale of [0,1].
     *
     * @param budget in 255ths, above 0
     * @param parts above 0
     */
    public static double stepSize(double budget, double parts) {
        return budget / 255 / parts;
    }

    private static String words(Objective objective) {
        if (objective instanceof Objective.Targeted targeted) {
            return "targeted " + targeted.name();
        }
        if (objective instanceof Objective.Localised edit) {
            return "localised " + edit.name();
        }
        if (objective instanceof Objective.MinimumBudget smallest) {
            return "minimum budget for " + decimal(smallest.loss()) + " dB";
        }
        return objective instanceof Objective.GroundTruth ? "ground-truth" : "untargeted";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As people write it: 0.000001, not 1.0E-6. */
    private static String decimal(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static void addIf(List<String> words, boolean condition, String word) {
        if (condition) {
            words.add(word);
        }
    }

    /** Which of the perturbations that the attack went through counts. */
    public enum Iterate {
        /** The one after the last step, as in the paper. */
        @JsonProperty("last")
        LAST,
        /** The one with the best objective. */
        @JsonProperty("best")
        BEST
    }

    /** What an attack searches for. */
    public enum Perturb {
        /** delta, added to y; networks are told b. */
        @JsonProperty("image")
        IMAGE,
        /** b', the kernel that networks are told in place of b; delta is 0. */
        @JsonProperty("kernel")
        KERNEL,
        /** Both together, each within its own budget. */
        @JsonProperty("both")
        BOTH
    }

    /** What the budget epsilon bounds. */
    public enum Norm {
        /** max |delta| is at most epsilon. */
        @JsonProperty("linf")
        LINF,
        /** The root mean square of delta is at most epsilon: ||delta||2 is at most epsilon sqrt(3 H W). */
        @JsonProperty("l2")
        L2
    }

    /** Where a search begins, inside of the budget. */
    public enum Start {
        /** Uniform noise: in [-epsilon, epsilon], or in the ball. */
        @JsonProperty("uniform")
        UNIFORM,
        /** Gaussian noise of standard deviation epsilon / 2, clamped to the budget. */
        @JsonProperty("gaussian")
        GAUSSIAN,
        /** delta = 0. Has no gradient where the objective is the distance to the clean output. */
        @JsonProperty("zero")
        ZERO
    }

    /** How a step follows from the gradient. */
    public enum Update {
        /** Adam's, as in the paper; the step size is Adam's. */
        @JsonProperty("adam")
        ADAM,
        /** The step size times the gradient's signs; for the max norm. */
        @JsonProperty("sign")
        SIGN,
        /** Along the gradient, a step of root mean square {@code stepSize}; for the L2 norm. */
        @JsonProperty("gradient")
        GRADIENT,
        /**
         * Auto-PGD (Croce and Hein, ICML 2020, algorithm 1): signs in the max norm, the gradient's direction in L2,
         * with momentum; a step that is halved where the objective does not improve, and restarts from the best
         * iterate, which is the result. The step size is the first one.
         */
        @JsonProperty("apgd")
        APGD,
        /**
         * Random squares of -epsilon or epsilon in each channel, kept where the objective improves, without a gradient
         * (Square Attack; Andriushchenko, Croce, Flammarion and Hein, ECCV 2020); for the max norm. The result is the
         * best iterate.
         */
        @JsonProperty("square")
        SQUARE
    }

    /**
     * When an attack counts as having come to rest, and ends before its last step: the best objective of the last
     * {@code steps} updates is not better than the best before them by {@code improvement}, relatively.
     *
     * @param steps updates without improvement, 1 or more
     * @param improvement least relative improvement that counts as one, at least 0
     */
    public record Plateau(int steps, double improvement) {}
}
