package dev.shakedown.contract.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetWarningsTest {

    private static final AttackSpec USUAL = attack(Update.ADAM, 250, 1e-3);

    private static AttackSpec attack(Update update, int steps, double stepSize) {
        return new AttackSpec(
                new Objective.Untargeted(),
                Distance.L2,
                update == Update.GRADIENT ? Norm.L2 : Norm.LINF,
                Start.UNIFORM,
                update,
                steps,
                stepSize,
                true,
                Iterate.LAST,
                1,
                null,
                null,
                false,
                AttackSpec.TRACE_EVERY);
    }

    private static Campaign campaign(List<AttackSpec> attacks, List<Double> budgets) {
        return new Campaign(
                Campaign.SCHEMA, "test", List.of(), List.of(), List.of("wiener"), List.of(), attacks, budgets, 0);
    }

    @Test
    void aStepThatIsAPartOfTheBudgetIsHeldAgainstEachBudget() {
        assertThat(BudgetWarnings.of(campaign(List.of(USUAL.stepping(4)), List.of(0.3, 64.0))))
                .isEmpty();
        assertThat(BudgetWarnings.of(campaign(List.of(USUAL.stepping(0.25)), List.of(8.0))))
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .startsWith("attacks[0].stepSize: 0.12549")
                        .contains("is 4 times the budget"));
    }

    @Test
    void namesTheFieldTheValueAndWhatWasProbablyMeant() {
        List<Warning> warnings = BudgetWarnings.of(campaign(List.of(USUAL), List.of(8.0, 0.0313725)));

        assertThat(warnings)
                .containsExactly(new Warning(
                        Warning.BUDGET_SCALE,
                        "budgets[1]: 0.0313725: is 0.03/255; 8 (= 0.0313725 * 255) was probably meant"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.00392157, 1",
        "0.0039, 1",
        "0.0156863, 4",
        "0.0157, 4",
        "0.03, 7.65",
        "0.05, 12.8",
        "0.062745098, 16",
        "0.1, 25.5",
        "0.12549, 32"
    })
    void takesABudgetOnTheScaleOf0To1ForOne(double budget, String meant) {
        List<Warning> warnings = BudgetWarnings.of(USUAL, budget);

        assertThat(warnings).extracting(Warning::code).containsExactly(Warning.BUDGET_SCALE);
        assertThat(warnings.get(0).message()).startsWith("budget: ").contains("; " + meant + " (= ");
    }

    @Test
    void namesAUsualBudgetWhereNoneCanBeGuessed() {
        assertThat(BudgetWarnings.of(USUAL, 1e-12))
                .extracting(Warning::message)
                .first()
                .isEqualTo("budget: 1E-12: is 1E-12/255; budgets are in 255ths, for example 4");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 1, 2, 4, 8, 12, 16, 32, 255})
    void saysNothingOfUsualBudgets(double budget) {
        assertThat(BudgetWarnings.of(USUAL, budget)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ADAM, 1, 0.00392", "SIGN, 1, 0.00392", "GRADIENT, 2, 0.00784", "SIGN, 0.5, 0.00196"})
    void takesAStepSizeIn255thsForOne(Update update, double stepSize, String meant) {
        List<Warning> warnings =
                BudgetWarnings.of(campaign(List.of(USUAL, attack(update, 20, stepSize)), List.of(4.0)));

        assertThat(warnings).extracting(Warning::code).containsExactly(Warning.STEP_SIZE);
        assertThat(warnings.get(0).message())
                .startsWith("attacks[1].stepSize: ")
                .contains("times the budget 4/255 = 0.0157", "; " + meant + " (= ", "was probably meant");
    }

    @Test
    void namesAUsualStepWhereAStepTooLargeCannotBeGuessed() {
        assertThat(BudgetWarnings.of(attack(Update.SIGN, 250, 0.04), 4))
                .extracting(Warning::message)
                .containsExactly(
                        "attack.stepSize: 0.04: is 2.55 times the budget 4/255 = 0.0157, so that every step ends"
                                + " on the budget's border; for this budget use, for example, 0.00016");
    }

    @ParameterizedTest
    @CsvSource({"2, 1e-12", "20, 1e-6", "250, 1e-9"})
    void saysThatStepsCannotReachTheBudget(int steps, double stepSize) {
        List<Warning> warnings = BudgetWarnings.of(attack(Update.ADAM, steps, stepSize), 4);

        assertThat(warnings).extracting(Warning::code).containsExactly(Warning.STEP_SIZE);
        assertThat(warnings.get(0).message()).contains(steps + " steps of this size cover", "percent", "for example");
    }

    @Test
    void holdsAStepAgainstTheBudgetThatWasProbablyMeant() {
        assertThat(BudgetWarnings.of(attack(Update.ADAM, 10, 1e-3), 0.0313725))
                .extracting(Warning::code)
                .containsExactly(Warning.BUDGET_SCALE);
        assertThat(BudgetWarnings.of(attack(Update.ADAM, 10, 1), 0.0313725))
                .extracting(Warning::code)
                .containsExactly(Warning.BUDGET_SCALE, Warning.STEP_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "ADAM, 250, 0.001, 4",
        "ADAM, 1, 0.001, 16",
        "ADAM, 2, 0.001, 0.25",
        "SIGN, 1, 0.0156863, 4", // one step of the budget's size
        "SIGN, 1, 0.0313725, 4", // from one border to the other
        "SIGN, 20, 0.0039, 8",
        "GRADIENT, 20, 0.004, 4"
    })
    void saysNothingOfUsualSteps(Update update, int steps, double stepSize, double budget) {
        assertThat(BudgetWarnings.of(attack(update, steps, stepSize), budget)).isEmpty();
    }
}
