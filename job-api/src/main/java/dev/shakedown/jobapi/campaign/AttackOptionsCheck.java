package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.jobapi.document.DocumentFields;
import java.util.LinkedHashMap;
import java.util.Map;

/** Refuses options of an attack that are valid alone and invalid together. */
final class AttackOptionsCheck {

    private AttackOptionsCheck() {}

    static boolean holds(AttackSpec attack, DocumentFields fields) {
        return startHasAGradient(attack, fields)
                & updateFitsTheNorm(attack, fields)
                & bestIterateCounts(attack, fields)
                & squaresAreCompared(attack, fields)
                & restartsDiffer(attack, fields)
                & plateauIsSeen(attack, fields)
                & oneKindOfSet(attack, fields)
                & budgetIsBisected(attack, fields)
                & kernelIsSearched(attack, fields)
                & stepsAreThoseOfShorterAttacks(attack, fields);
    }

    private static boolean startHasAGradient(AttackSpec attack, DocumentFields fields) {
        if (attack.start() == Start.ZERO && attack.objective() instanceof Objective.Untargeted) {
            fields.refuse(
                    "start", "uniform or gaussian, because the distance to the clean output has no gradient at 0");
            return false;
        }
        return true;
    }

    private static boolean updateFitsTheNorm(AttackSpec attack, DocumentFields fields) {
        if (attack.update() == Update.SIGN && attack.norm() == Norm.L2) {
            fields.refuse(
                    "update", "adam, gradient or apgd, because signs are the steepest step in the max norm, not in l2");
            return false;
        }
        if (attack.update() == Update.SQUARE && attack.norm() == Norm.L2) {
            fields.refuse("update", "adam, gradient or apgd, because squares reach the bounds of the max norm");
            return false;
        }
        if (attack.update() == Update.GRADIENT && attack.norm() == Norm.LINF) {
            fields.refuse(
                    "update",
                    "adam, sign or apgd, because the gradient is the steepest step in l2, not in the max norm");
            return false;
        }
        return true;
    }

    private static boolean bestIterateCounts(AttackSpec attack, DocumentFields fields) {
        if (attack.update() == Update.APGD && attack.iterate() != Iterate.BEST) {
            fields.refuse("iterate", "best, because apgd goes on from its best iterate, which is its result");
            return false;
        }
        return true;
    }

    /** A square is kept if the objective is better than the best before, so both must be of one function. */
    private static boolean squaresAreCompared(AttackSpec attack, DocumentFields fields) {
        if (attack.update() != Update.SQUARE) {
            return true;
        }
        Expectation expectation = attack.expectation();
        boolean noisy = expectation != null && expectation.noiseSigma() > 0;
        boolean sized = attack.budgetParts() == null || attack.budgetParts() != AttackSpec.SQUARE_BUDGET_PARTS;
        boolean smallest = attack.objective() instanceof Objective.MinimumBudget;
        boolean last = attack.iterate() != Iterate.BEST;
        if (attack.onlyZeroMean()) {
            fields.refuse("zeroMean", "false, because a square sets values to the bounds of the budget");
        }
        if (noisy) {
            fields.refuse("expectation", "without noiseSigma, because square compares objectives of several steps");
        }
        if (sized) {
            fields.refuse("stepSize", "absent, because square sets values to the bounds of the budget");
        }
        if (smallest) {
            fields.refuse("update", "adam, sign or apgd, because square cannot show that a budget is too small");
        }
        if (last) {
            fields.refuse("iterate", "best, because square goes on from its best iterate, which is its result");
        }
        return !attack.onlyZeroMean() && !noisy && !sized && !smallest && !last;
    }

    private static boolean restartsDiffer(AttackSpec attack, DocumentFields fields) {
        if (attack.restarts() > 1 && attack.start() == Start.ZERO && attack.update() != Update.SQUARE) {
            fields.refuse("restarts", "1, because every search from zero would be the same");
            return false;
        }
        return true;
    }

    private static boolean plateauIsSeen(AttackSpec attack, DocumentFields fields) {
        Plateau plateau = attack.plateau();
        if (plateau != null && plateau.steps() < attack.traceEvery()) {
            fields.refuse(
                    "plateau",
                    "of at least %d steps, because the objective is looked at every %d (traceEvery)"
                            .formatted(attack.traceEvery(), attack.traceEvery()));
            return false;
        }
        return true;
    }

    /** What is judged on the way must be what fewer steps would end with. */
    private static boolean stepsAreThoseOfShorterAttacks(AttackSpec attack, DocumentFields fields) {
        if (attack.evaluateAt().isEmpty()) {
            return true;
        }
        boolean other = attack.update() == Update.APGD || attack.update() == Update.SQUARE;
        if (other) {
            fields.refuse(
                    "update",
                    "adam, sign or gradient with evaluateAt, because apgd and square depend on the number of steps");
        }
        if (attack.plateau() != null) {
            fields.refuse("plateau", "absent with evaluateAt, because the steps could end before");
        }
        if (attack.universal()) {
            fields.refuse("universal", "false with evaluateAt, because one image is judged on the way");
        }
        return !other && attack.plateau() == null && !attack.universal();
    }

    /** The loss is that of PSNR, and each search follows from the one before. */
    private static boolean budgetIsBisected(AttackSpec attack, DocumentFields fields) {
        if (!(attack.objective() instanceof Objective.MinimumBudget)) {
            return true;
        }
        Map<String, Boolean> refused = new LinkedHashMap<>();
        refused.put("measure: l2", attack.distance().measure() != Measure.L2);
        refused.put("mask: absent", attack.distance().mask() != null);
        refused.put("weighting: absent", attack.distance().weighting() != null);
        refused.put("clampOutput: true", !attack.distance().clampsOutput());
        refused.put("norm: linf", attack.norm() != Norm.LINF);
        refused.put("start: zero", attack.start() != Start.ZERO);
        refused.put("iterate: best", attack.iterate() != Iterate.BEST);
        refused.put("restarts: 1", attack.restarts() != 1);
        refused.put("plateau: absent", attack.plateau() != null);
        refused.put("expectation: absent", attack.expectation() != null);
        refused.put("universal: false", attack.universal());
        refused.put("evaluateAt: absent", !attack.evaluateAt().isEmpty());
        refused.values().removeIf(is -> !is);
        for (String right : refused.keySet()) {
            String[] field = right.split(": ", 2);
            fields.refuse(
                    field[0],
                    "%s, because minimum-budget bisects the max norm of one perturbation by PSNR".formatted(field[1]));
        }
        return refused.isEmpty();
    }

    /** One kernel is searched for, that of the image, with Adam's updates. */
    private static boolean kernelIsSearched(AttackSpec attack, DocumentFields fields) {
        if (!attack.perturbsKernel()) {
            return true;
        }
        Expectation expectation = attack.expectation();
        Map<String, Boolean> refused = new LinkedHashMap<>();
        refused.put("type: another than minimum-budget", attack.objective() instanceof Objective.MinimumBudget);
        refused.put("update: adam", attack.update() != Update.ADAM);
        refused.put("universal: false", attack.universal());
        refused.put(
                "expectation: without kernels",
                expectation != null && !expectation.kernels().isEmpty());
        refused.put("grey: false", attack.onlyGrey() && !attack.perturbsImage());
        refused.values().removeIf(is -> !is);
        for (String right : refused.keySet()) {
            String[] field = right.split(": ", 2);
            fields.refuse(
                    field[0],
                    "%s, because perturb: %s searches for one kernel with Adam's updates"
                            .formatted(field[1], attack.perturbsImage() ? "both" : "kernel"));
        }
        return refused.isEmpty();
    }

    private static boolean oneKindOfSet(AttackSpec attack, DocumentFields fields) {
        Expectation expectation = attack.expectation();
        if (attack.universal() && expectation != null && !expectation.kernels().isEmpty()) {
            fields.refuse("universal", "false, because an expectation over kernels is for one image at a time");
            return false;
        }
        return true;
    }
}
