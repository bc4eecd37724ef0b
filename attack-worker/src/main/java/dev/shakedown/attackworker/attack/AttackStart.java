package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attack with all that a batch copies to its device when the attack joins it, in the device's format: images,
 * kernels, and where each search begins. Made on any thread, ahead of need. Immutable.
 */
public final class AttackStart {

    private static final long MOST_BYTES_DRAWN_AHEAD = 64L << 20;

    private final Attack attack;
    private final List<View> views;
    private final @Nullable HostArray weights;
    private final List<Search> searches;
    private final List<AttackState.Found> found;

    /**
     * y, r and b of a view.
     *
     * @param r null if it is the network's output
     * @param b null if it is not known
     */
    private record View(
            HostArray y, @Nullable HostArray r, @Nullable HostArray b) {}

    /**
     * A search that is to run.
     *
     * @param delta where it begins or goes on; null if that is drawn when it is needed, see {@link AttackStart#delta}
     * @param moments Adam's, the first and the second; empty if there are none
     * @param best its best delta; null if there is none
     * @param told where the kernel begins or goes on; null where it is not perturbed
     * @param state where another batch left it; null if it begins
     */
    record Search(
            @Nullable HostArray delta,
            List<HostArray> moments,
            @Nullable HostArray best,
            @Nullable Told told,
            AttackState.@Nullable Search state) {}

    /** The kernel that is told in place of b, (1, 1, K, K), the best one, null if it begins, and the greatest slope. */
    record Told(HostArray kernel, @Nullable HostArray best, float steepest) {

        static @Nullable Told start(Attack attack, int restart) {
            if (!attack.spec().perturbsKernel()) {
                return null;
            }
            return new Told(HostArray.of(attack.toldAtStart(restart)), null, 0);
        }

        static @Nullable Told resume(AttackState.@Nullable Told state) {
            return state == null ? null : new Told(square(state.kernel()), square(state.best()), state.steepest());
        }

        private static HostArray square(FloatArray values) {
            return HostArray.ofSquare(values.shape().side(0), values.toFloats());
        }
    }

    private AttackStart(Attack attack, List<Search> searches, List<AttackState.Found> found) {
        this.attack = attack;
        this.searches = searches;
        this.found = found;
        this.weights = attack.weights() == null ? null : HostArray.of(attack.weights());
        this.views = attack.views().stream()
                .map(view -> new View(
                        HostArray.of(view.blurred()),
                        view.reference() == null ? null : HostArray.of(view.reference()),
                        view.kernel() == null ? null : HostArray.of(view.kernel())))
                .toList();
    }

    /** For an attack that has not begun: draws its starting points, unless they are too many to be kept. */
    public static AttackStart of(Attack attack) {
        if (attack.halvings().isPresent()) {
            return of(attack, BudgetBisection.first(attack));
        }
        FeasibleSet feasible = FeasibleSet.of(attack);
        List<Search> searches = new ArrayList<>();
        int restarts = attack.spec().restarts();
        long bytes = (long) feasible.lower().values().length * Float.BYTES * restarts;
        for (int restart = 0; restart < restarts; restart++) {
            HostArray delta = bytes > MOST_BYTES_DRAWN_AHEAD ? null : draw(attack, restart, feasible);
            searches.add(new Search(delta, List.of(), null, Told.start(attack, restart), null));
        }
        return new AttackStart(attack, searches, List.of());
    }

    private static HostArray draw(Attack attack, int restart, FeasibleSet feasible) {
        return HostArray.of(attack.blurred(), StartingPoint.draw(attack, restart, feasible));
    }

    /**
     * For an attack that was suspended.
     *
     * @throws IllegalArgumentException if the state is not of this attack
     */
    public static AttackStart of(Attack attack, AttackState state) {
        requireOwn(attack, state);
        return new AttackStart(
                attack, state.running().stream().map(AttackStart::search).toList(), state.found());
    }

    private static Search search(AttackState.Search state) {
        AttackState.Moments moments = state.moments();
        AttackState.Best best = state.best();
        return new Search(
                HostArray.of(state.delta()),
                moments == null ? List.of() : List.of(HostArray.of(moments.first()), HostArray.of(moments.second())),
                best == null ? null : HostArray.of(best.delta()),
                Told.resume(state.told()),
                state);
    }

    private static void requireOwn(Attack attack, AttackState state) {
        long ended = state.found().stream()
                .filter(found -> !attack.isJudgedOnTheWay(found.progress().steps()))
                .count();
        long searches = state.running().size() + ended;
        boolean sized = state.running().stream()
                        .allMatch(search -> search.delta().sameSizeAs(attack.blurred()))
                && state.found().stream().allMatch(found -> found.delta().sameSizeAs(attack.blurred()))
                && state.running().stream().allMatch(search -> fits(attack, search.told()));
        // A bisection is between two searches, and has kept a result or not.
        boolean complete = attack.halvings().isPresent()
                ? state.running().size() + state.found().size() <= 2
                : !state.running().isEmpty() && searches == attack.spec().restarts();
        if (!complete || !sized) {
            throw new IllegalArgumentException("state: of " + searches + " searches: must be of this attack, which has "
                    + attack.spec().restarts());
        }
    }

    private static boolean fits(Attack attack, AttackState.@Nullable Told told) {
        int side = told == null ? 0 : told.kernel().shape().side(0);
        BlurKernel kernel = attack.kernel();
        return side == (kernel == null || !attack.spec().perturbsKernel() ? 0 : kernel.size());
    }

    public Attack attack() {
        return attack;
    }

    List<Search> searches() {
        return searches;
    }

    HostArray delta(int search) {
        HostArray known = searches.get(search).delta();
        return known == null ? draw(attack, search, FeasibleSet.of(attack)) : known;
    }

    List<AttackState.Found> found() {
        return found;
    }

    List<NDArray> blurred(NDManager manager) {
        return views.stream().map(view -> view.y().on(manager)).toList();
    }

    /** r of a view; null if it is the network's output. */
    @Nullable
    NDArray reference(NDManager manager, int view) {
        HostArray r = views.get(view).r();
        return r == null ? null : r.on(manager);
    }

    /** b of a view; null if it is not known. */
    @Nullable
    NDArray kernel(NDManager manager, int view) {
        HostArray b = views.get(view).b();
        return b == null ? null : b.on(manager);
    }

    /** w; null for 1 everywhere. */
    @Nullable
    NDArray weights(NDManager manager) {
        return weights == null ? null : weights.on(manager);
    }
}
