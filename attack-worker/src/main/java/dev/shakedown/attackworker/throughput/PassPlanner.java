package dev.shakedown.attackworker.throughput;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fastest plan for one network, one image size and one device by trying plans on real steps: a step's result
 * does not depend on its plan but for float32 rounding, so nothing is lost by trying. An attack that runs alone with
 * one image always has the same plan, {@link PassPlan#ONE_BY_ONE}, whatever was measured.
 *
 * <p>Plans are tried from small to large, each for a few steps that count by their fastest. A larger pass is only tried
 * while the one before it was an improvement, and nothing that {@link #limit} says does not fit into memory.
 *
 * <p>Belongs to one thread.
 */
public final class PassPlanner {

    private static final int WARM_UP_STEPS = 1;
    private static final int TIMED_STEPS = 3;
    /** Less than this is noise. */
    private static final double IMPROVEMENT = 0.03;

    private final List<PassPlan> untried = new ArrayList<>();
    private final Map<PassPlan, Timing> timings = new HashMap<>();
    private int most;
    private @Nullable PassPlan fixed;

    private static final class Timing {
        private int steps;
        private double secondsPerRow = Double.POSITIVE_INFINITY;
    }

    private PassPlanner(List<PassPlan> candidates, int most) {
        this.untried.addAll(candidates);
        this.most = most;
    }

    /** A planner for a GPU: tries larger and larger passes; {@code most}: images on their way at a time, 1 or more. */
    public static PassPlanner largerPasses(int most) {
        List<PassPlan> candidates = new ArrayList<>(List.of(PassPlan.ONE_BY_ONE));
        for (int rows = 2; rows <= most; rows *= 2) {
            candidates.add(new PassPlan(rows, 1));
        }
        return new PassPlanner(candidates, most);
    }

    /**
     * A planner for a processor: tries passes side by side. Larger passes gain nothing there, and take twice the
     * memory.
     *
     * @param most images on their way at a time, 1 or more
     * @param lanes how many passes may run side by side, 1 or more; the processor's cores
     */
    public static PassPlanner sideBySide(int most, int lanes) {
        List<PassPlan> candidates = new ArrayList<>(List.of(PassPlan.ONE_BY_ONE));
        if (Math.min(lanes, most) > 1) {
            candidates.add(new PassPlan(1, Math.min(lanes, most)));
        }
        return new PassPlanner(candidates, most);
    }

    /** A planner that always gives the same plan, for as many images as there are. */
    public static PassPlanner fixed(PassPlan plan) {
        PassPlanner planner = new PassPlanner(List.of(), plan.capacity());
        planner.fixed = plan;
        return planner;
    }

    /** How many images a step should have, so that the best plan, or the next to be tried, has its fill. */
    public int wanted() {
        if (fixed != null) {
            return fixed.capacity();
        }
        return untried.isEmpty() ? best(most).capacity() : untried.get(0).capacity();
    }

    /** How many images may be on their way at a time. */
    int most() {
        return most;
    }

    boolean tries(PassPlan plan) {
        return untried.contains(plan);
    }

    /** Whether the time of a step tells something: it tries a plan, and gives every pass its fill. */
    boolean isToBeTimed(PassPlan plan, int rows) {
        return tries(plan) && rows % plan.capacity() == 0;
    }

    /** Whether no plan is left to be tried. */
    public boolean isSettled() {
        return untried.isEmpty();
    }

    /** The plan for a step with so many images. */
    public PassPlan plan(int rows) {
        if (!untried.isEmpty() && untried.get(0).capacity() <= rows && rows > 1) {
            return untried.get(0);
        }
        if (rows == 1) {
            return PassPlan.ONE_BY_ONE;
        }
        return fixed == null ? best(rows) : fixed;
    }

    /**
     * The fastest for each image; of plans that differ by no more than noise the smallest, which takes least memory.
     */
    private PassPlan best(int rows) {
        PassPlan best = PassPlan.ONE_BY_ONE;
        for (PassPlan plan : timings.keySet().stream()
                .filter(plan -> plan.capacity() <= rows)
                .sorted(Comparator.comparingInt(PassPlan::capacity).thenComparing(PassPlan::rows))
                .toList()) {
            best = secondsPerRow(plan) < secondsPerRow(best) * (1 - IMPROVEMENT) ? plan : best;
        }
        return best;
    }

    private double secondsPerRow(PassPlan plan) {
        Timing timing = timings.get(plan);
        return timing == null ? Double.POSITIVE_INFINITY : timing.secondsPerRow;
    }

    /** Notes how long a step took with a plan. Steps that did not give every pass its fill tell nothing. */
    public void took(PassPlan plan, int rows, double seconds) {
        if (rows % plan.capacity() != 0 || plan.capacity() > most) {
            return;
        }
        Timing timing = timings.computeIfAbsent(plan, p -> new Timing());
        timing.steps++;
        if (timing.steps > WARM_UP_STEPS) {
            timing.secondsPerRow = Math.min(timing.secondsPerRow, seconds / rows);
        }
        boolean enough = timing.steps == WARM_UP_STEPS + TIMED_STEPS;
        if (enough && !untried.isEmpty() && untried.get(0).equals(plan)) {
            untried.remove(0);
            if (plan.rows() > 1 && !improves(plan)) {
                untried.clear();
            }
        }
    }

    private boolean improves(PassPlan plan) {
        double others = timings.entrySet().stream()
                .filter(timing -> !timing.getKey().equals(plan))
                .mapToDouble(timing -> timing.getValue().secondsPerRow)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return secondsPerRow(plan) < others * (1 - IMPROVEMENT);
    }

    /** Takes note that only so many images fit into memory at a time; {@code rows}: at least 1. */
    public void limit(int rows) {
        most = Math.max(1, Math.min(most, rows));
        while (fixed != null && fixed.capacity() > most) {
            fixed = fixed.halved();
        }
        untried.removeIf(plan -> plan.capacity() > most);
        timings.keySet().removeIf(plan -> plan.capacity() > most);
    }
}
