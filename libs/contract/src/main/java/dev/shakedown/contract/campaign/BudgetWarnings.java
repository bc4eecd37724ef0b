package dev.shakedown.contract.campaign;

import dev.shakedown.contract.Warning;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Budgets and step sizes that are probably on another scale than their field: budgets are in 255ths, step sizes on the
 * scale of [0,1]. A warning names the field, its value, what that value means, and the value that was probably meant.
 */
public final class BudgetWarnings {

    /** Others write a budget of k/255 as such a number; more than this is not usual. */
    private static final int GREATEST_USUAL_BUDGET = 32;

    private static final double LEAST_USUAL_BUDGET = 0.1;
    private static final double SAME = 1e-3;
    private static final double NEARLY_WHOLE = 1e-2;

    /** A step beyond the whole width of the budget can only end on its border. */
    private static final double GREATEST_STEP = 2;

    /** All steps together must come this far, as a share of the budget. */
    private static final double LEAST_WAY = 0.01;

    private BudgetWarnings() {}

    /** Of a campaign: at most one warning a budget and two an attack, with paths such as {@code budgets[0]}. */
    public static List<Warning> of(Campaign campaign) {
        List<Warning> warnings = new ArrayList<>();
        for (int i = 0; i < campaign.budgets().size(); i++) {
            ofBudget("budgets[" + i + "]", campaign.budgets().get(i)).ifPresent(warnings::add);
        }
        for (int i = 0; i < campaign.attacks().size(); i++) {
            warnings.addAll(
                    ofStepSize("attacks[" + i + "].stepSize", campaign.attacks().get(i), campaign.budgets()));
        }
        return List.copyOf(warnings);
    }

    /**
     * Of a job, with the paths {@code budget} and {@code attack.stepSize}.
     *
     * @param budget in 255ths, above 0
     */
    public static List<Warning> of(AttackSpec attack, double budget) {
        List<Warning> warnings = new ArrayList<>();
        ofBudget("budget", budget).ifPresent(warnings::add);
        warnings.addAll(ofStepSize("attack.stepSize", attack, List.of(budget)));
        return List.copyOf(warnings);
    }

    private static Optional<Warning> ofBudget(String path, double budget) {
        if (!isSuspicious(budget)) {
            return Optional.empty();
        }
        double meant = meant(budget);
        String probably = isUsual(meant)
                ? "%s (= %s * 255) was probably meant".formatted(figure(meant, 3), figure(budget, 17))
                : "budgets are in 255ths, for example 4";
        return Optional.of(new Warning(
                Warning.BUDGET_SCALE,
                "%s: %s: is %s/255; %s".formatted(path, figure(budget, 17), figure(budget, 1), probably)));
    }

    private static boolean isSuspicious(double budget) {
        if (budget <= LEAST_USUAL_BUDGET) {
            return true;
        }
        double whole = Math.rint(budget * 255);
        return whole <= GREATEST_USUAL_BUDGET && Math.abs(budget * 255 - whole) <= SAME * whole;
    }

    private static boolean isUsual(double budget) {
        return budget > LEAST_USUAL_BUDGET && budget <= 255;
    }

    /** The budget in 255ths that a number on the scale of [0,1] says, a whole one where it is nearly that. */
    private static double meant(double budget) {
        double scaled = budget * 255;
        double whole = Math.rint(scaled);
        return Math.abs(scaled - whole) <= NEARLY_WHOLE * whole ? whole : scaled;
    }

    /** Of the budgets that a step size does not suit, the one that it suits least is named. */
    private static List<Warning> ofStepSize(String path, AttackSpec attack, List<Double> budgets) {
        // A budget on the wrong scale has its own warning; the step size is held against what it should be.
        double[] intended = budgets.stream()
                .mapToDouble(budget -> isSuspicious(budget) && isUsual(meant(budget)) ? meant(budget) : budget)
                .sorted()
                .toArray();
        if (intended.length == 0 || !attack.perturbsImage()) {
            return List.of();
        }
        double greatest = intended[intended.length - 1];
        List<Warning> warnings = new ArrayList<>();
        tooLarge(path, attack.forBudget(intended[0]), intended[0]).ifPresent(warnings::add);
        tooSmall(path, attack.forBudget(greatest), greatest).ifPresent(warnings::add);
        return warnings;
    }

    private static Optional<Warning> tooLarge(String path, AttackSpec attack, double budget) {
        double step = attack.stepSize();
        double epsilon = budget / 255;
        if (step <= GREATEST_STEP * epsilon) {
            return Optional.empty();
        }
        double scaled = step / 255;
        boolean sensible =
                step >= LEAST_USUAL_BUDGET && scaled <= epsilon && attack.steps() * scaled >= LEAST_WAY * epsilon;
        String probably = sensible
                ? "%s (= %s/255) was probably meant".formatted(figure(scaled, 3), figure(step, 17))
                : "for this budget use, for example, " + figure(usualStep(attack, epsilon), 2);
        return Optional.of(new Warning(
                Warning.STEP_SIZE,
                "%s: %s: is %s times the budget %s/255 = %s, so that every step ends on the budget's border; %s"
                        .formatted(
                                path,
                                figure(step, 17),
                                figure(step / epsilon, 3),
                                figure(budget, 3),
                                figure(epsilon, 3),
                                probably)));
    }

    private static Optional<Warning> tooSmall(String path, AttackSpec attack, double budget) {
        double way = attack.steps() * attack.stepSize();
        double epsilon = budget / 255;
        if (way >= LEAST_WAY * epsilon) {
            return Optional.empty();
        }
        return Optional.of(new Warning(
                Warning.STEP_SIZE,
                "%s: %s: %s of this size cover %s percent of the budget %s/255 = %s; for this budget use, for example, %s"
                        .formatted(
                                path,
                                figure(attack.stepSize(), 17),
                                attack.steps() == 1 ? "1 step" : attack.steps() + " steps",
                                figure(100 * way / epsilon, 2),
                                figure(budget, 3),
                                figure(epsilon, 3),
                                figure(usualStep(attack, epsilon), 2))));
    }

    /** The step with which projected gradient descent could cross its budget two and a half times. */
    private static double usualStep(AttackSpec attack, double epsilon) {
        return Math.min(epsilon, 2.5 * epsilon / attack.steps());
    }

    /** A number with so many significant digits, without trailing zeros, and without an exponent where it is short. */
    private static String figure(double value, int digits) {
        BigDecimal rounded = BigDecimal.valueOf(value)
                .round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        return Math.abs(value) >= 1e-5 ? rounded.toPlainString() : rounded.toString();
    }
}
