package dev.shakedown.contract.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackSpecTest {

    private static final AttackSpec PAPER = new AttackSpec(new Objective.Untargeted(), 250, 0.001, true, Iterate.LAST);

    @Test
    void isCalledByObjectiveStepsAndUpdate() {
        assertThat(PAPER.name()).isEqualTo("untargeted, 250 steps, adam 0.001");
    }

    @Test
    void writesSmallStepsWithoutAnExponent() {
        assertThat(new AttackSpec(new Objective.Untargeted(), 250, 1e-6, true, Iterate.LAST).name())
                .isEqualTo("untargeted, 250 steps, adam 0.000001");
    }

    @Test
    void namesWhateverIsNotAsInThePaper() {
        AttackSpec other = new AttackSpec(
                new Objective.GroundTruth(),
                new Distance(Distance.Measure.MSE, new Mask.Region(new Rectangle(0, 0, 1, 1), 1, 0)),
                Norm.L2,
                Start.ZERO,
                Update.GRADIENT,
                1,
                0.5,
                false,
                Iterate.BEST,
                4,
                new Plateau(20, 0.01),
                new Expectation(4, 0.01, List.of()),
                true,
                10);

        assertThat(other.name())
                .isEqualTo("ground-truth, 1 step, gradient 0.5, l2 norm, mse distance, masked, start zero, 4 restarts,"
                        + " not clipped, best iterate, until a plateau, expectation over transformations, universal");
    }

    @Test
    void aStepThatIsAPartOfTheBudgetIsResolvedForEachBudget() throws JsonProcessingException {
        AttackSpec quarter = PAPER.stepping(4);

        assertThat(quarter.name()).isEqualTo("untargeted, 250 steps, adam budget/4");
        assertThat(quarter.forBudget(8).stepSize()).isEqualTo(8.0 / 255 / 4);
        assertThat(quarter.forBudget(8).forBudget(2).stepSize()).isEqualTo(2.0 / 255 / 4);
        assertThat(quarter.forBudget(8).name()).isEqualTo(quarter.name());
        assertThat(PAPER.named("ours").stepping(4).forBudget(8).name()).isEqualTo("ours");
        assertThat(PAPER.forBudget(8)).isSameAs(PAPER);
        assertThat(new ObjectMapper().writeValueAsString(PAPER)).doesNotContain("budgetParts");
        assertThat(new ObjectMapper().readValue(new ObjectMapper().writeValueAsString(quarter), AttackSpec.class))
                .isEqualTo(quarter);
    }

    @Test
    void keepsTheNameThatItIsGiven() {
        assertThat(PAPER.named("ours").name()).isEqualTo("ours");
        assertThat(PAPER.named("").name()).isEqualTo(PAPER.name());
        assertThat(PAPER.named("ours").named("").steps()).isEqualTo(250);
    }
}
