package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.BudgetWarnings;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The warnings about budgets and step sizes that the service would give, before anything is uploaded. */
final class ScaleCheck {

    private static final Set<String> TOWARDS = Set.of("targeted", "localised");

    private ScaleCheck() {}

    /** Looks at numbers alone: what is no number is for the service to refuse. */
    static List<Warning> of(ObjectNode document) {
        List<Double> budgets = new ArrayList<>();
        for (JsonNode budget : document.path("budgets")) {
            budgets.add(budget.asDouble());
        }
        List<AttackSpec> attacks = new ArrayList<>();
        for (JsonNode attack : document.path("attacks")) {
            attacks.add(attack(attack));
        }
        boolean positive = budgets.stream().allMatch(budget -> budget > 0)
                && attacks.stream().allMatch(attack -> attack.stepSize() > 0 && attack.steps() > 0);
        return positive ? BudgetWarnings.of(campaign(budgets, attacks)) : List.of();
    }

    private static AttackSpec attack(JsonNode attack) {
        String type =
                attack.path("objective").path("type").asText(attack.path("type").asText());
        int steps = TOWARDS.contains(type) ? AttackSpec.STEPS_TOWARDS : AttackSpec.STEPS_AWAY;
        AttackSpec read = new AttackSpec(
                new Objective.Untargeted(),
                attack.path("steps").asInt(steps),
                attack.path("stepSize").asDouble(AttackSpec.STEP_SIZE),
                true,
                Iterate.LAST);
        boolean auto = Set.of("apgd", "square").contains(attack.path("update").asText()) && !attack.has("stepSize");
        boolean followsTheBudget = auto || attack.path("stepSize").asText().startsWith("budget");
        return followsTheBudget ? read.stepping(1) : read;
    }

    private static Campaign campaign(List<Double> budgets, List<AttackSpec> attacks) {
        return new Campaign(Campaign.SCHEMA, "", List.of(), List.of(), List.of(), List.of(), attacks, budgets, 0);
    }
}
