package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class PassPlannerTest {

    @Test
    void findsTheFastestPlanPerImage() {
        PassPlanner planner = PassPlanner.largerPasses(16);

        // A pass costs 10 and 1 an image up to 8 images, and more beyond.
        settle(planner, plan -> 10 + plan.rows() + (plan.rows() > 8 ? 30 : 0));

        assertThat(planner.wanted()).isEqualTo(8);
        assertThat(planner.plan(8)).isEqualTo(new PassPlan(8, 1));
        assertThat(planner.plan(20)).isEqualTo(new PassPlan(8, 1));
        assertThat(planner.plan(3)).isEqualTo(new PassPlan(2, 1));
    }

    @Test
    void prefersLanesWhereTheyAreFaster() {
        PassPlanner planner = PassPlanner.sideBySide(8, 2);

        settle(planner, plan -> plan.lanes() == 2 ? 1.2 : 1.0 * plan.rows());

        assertThat(planner.wanted()).isEqualTo(2);
        assertThat(planner.plan(2)).isEqualTo(new PassPlan(1, 2));
    }

    @Test
    void aProcessorTriesNoLargerPass() {
        PassPlanner planner = PassPlanner.sideBySide(64, 4);

        List<PassPlan> tried = settle(planner, plan -> 1);

        assertThat(tried).containsExactly(new PassPlan(1, 1), new PassPlan(1, 4));
        assertThat(planner.isSettled()).isTrue();
    }

    @Test
    void triesNoLargerPassOnceOneWasNoImprovement() {
        PassPlanner planner = PassPlanner.largerPasses(64);

        List<PassPlan> tried = settle(planner, PassPlan::rows);

        assertThat(tried).containsExactly(new PassPlan(1, 1), new PassPlan(2, 1));
        assertThat(planner.wanted()).isEqualTo(1);
    }

    @Test
    void anImageAloneAlwaysGoesAlone() {
        PassPlanner planner = PassPlanner.sideBySide(8, 2);
        settle(planner, plan -> plan.capacity() > 1 ? 0.1 : 10);

        assertThat(planner.plan(1)).isEqualTo(PassPlan.ONE_BY_ONE);
    }

    @Test
    void forgetsWhatDoesNotFitIntoMemory() {
        PassPlanner planner = PassPlanner.largerPasses(8);
        settle(planner, plan -> 10 + plan.rows());

        planner.limit(3);

        assertThat(planner.wanted()).isEqualTo(2);
        planner.took(new PassPlan(8, 1), 8, 1e-9);
        assertThat(planner.plan(8)).isEqualTo(new PassPlan(2, 1));
    }

    @Test
    void aFixedPlanIsKeptButForFewerImages() {
        PassPlanner planner = PassPlanner.fixed(new PassPlan(2, 2));

        assertThat(planner.wanted()).isEqualTo(4);
        assertThat(planner.plan(4)).isEqualTo(new PassPlan(2, 2));
        assertThat(planner.plan(9)).isEqualTo(new PassPlan(2, 2));
        assertThat(planner.plan(1)).isEqualTo(PassPlan.ONE_BY_ONE);
    }

    /** Gives steps as many images as are wanted until that no longer changes; the plans in the order of their trial. */
    private static List<PassPlan> settle(PassPlanner planner, ToDoubleFunction<PassPlan> secondsOfPasses) {
        List<PassPlan> tried = new ArrayList<>();
        for (int step = 0; step < 100; step++) {
            int rows = planner.wanted();
            PassPlan plan = planner.plan(rows);
            if (!tried.contains(plan)) {
                tried.add(plan);
            }
            planner.took(plan, rows, secondsOfPasses.applyAsDouble(plan));
        }
        return tried;
    }
}
