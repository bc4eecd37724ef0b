package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.Objects;

/**
 * The search for the smallest budget that costs a network so many dB: a bisection over the multiples of its result,
 * each searched from the last perturbation, scaled to the new budget. Searches are numbered by these multiples, see
 * {@link Attack#ofSearch}. The state between two searches is the smallest budget that sufficed, with its perturbation,
 * and the search that is to run: the other end of the interval lies as far from that one's budget on the other side.
 */
final class BudgetBisection {

    /**
     * Of the objective, beyond the goal, so that a judge whose sums are rounded otherwise comes to the same verdict.
     */
    private static final double MARGIN = 1e-5;

    private BudgetBisection() {}

    /**
     * The objective with which a budget suffices: PSNR falls by 20 log10 of the factor by which ||N - x||2 grows. Where
     * the clean output is perfect, that is any above 0.
     *
     * @param clean N(y)
     */
    static double goal(Attack attack, PlanarImage clean) {
        double loss = ((Objective.MinimumBudget) attack.spec().objective()).loss();
        PlanarImage sharp = Objects.requireNonNull(attack.views().get(0).reference());
        return Math.max(Double.MIN_VALUE, attack.distance(clean, sharp) * Math.pow(10, loss / 20) * (1 + MARGIN));
    }

    /** From delta = 0, with the whole budget. */
    static AttackState first(Attack attack) {
        PlanarImage y = attack.blurred();
        PlanarImage zero = PlanarImage.of(y.height(), y.width(), new float[y.values().length]);
        return new AttackState(List.of(search(whole(attack), zero)), List.of());
    }

    /**
     * What follows a search; without another one at the end, and then with the result.
     *
     * @param found the smallest budget so far, if any, and behind it what the search found
     */
    static AttackState next(Attack attack, List<AttackRun.Found> found, double goal) {
        AttackRun.Found ended = found.get(found.size() - 1);
        boolean suffices = ended.objective() >= goal;
        int number = ended.slot().restart();
        AttackRun.Found kept = suffices ? ended : found.get(0);
        int high = kept.slot().restart();
        int low =
                suffices && found.size() == 2 ? 2 * number - found.get(0).slot().restart() : suffices ? 0 : number;
        AttackState.Found result =
                new AttackState.Found(kept.slot().progress(), kept.delta(), null, kept.step(), kept.stillness());
        if (high - low <= 1) {
            return new AttackState(List.of(), List.of(result));
        }
        int middle = (low + high) / 2;
        float[] delta = ended.delta().values().clone();
        for (int i = 0; i < delta.length; i++) {
            delta[i] = (float) ((double) delta[i] * middle / number);
        }
        FeasibleSet.of(attack.ofSearch(middle)).project(delta);
        PlanarImage y = attack.blurred();
        return new AttackState(List.of(search(middle, PlanarImage.of(y.height(), y.width(), delta))), List.of(result));
    }

    private static int whole(Attack attack) {
        return 1 << attack.halvings().orElseThrow();
    }

    private static AttackState.Search search(int number, PlanarImage delta) {
        AttackState.Progress begun = new AttackState.Progress(number, 0, 0, Double.NaN, 0, List.of());
        return new AttackState.Search(begun, delta, null, null, null, null);
    }
}
