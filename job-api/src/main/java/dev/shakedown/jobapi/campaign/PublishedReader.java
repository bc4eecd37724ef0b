package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.PublishedFigure;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Spelling;
import dev.shakedown.jobapi.document.Violations;
import java.util.List;
import java.util.Optional;

/** Reads published figures, each of which must belong to a network, an attack and a budget of the campaign. */
final class PublishedReader {

    private static final String EXPECTED = "a mapping with network and psnr, and perhaps attack, budget and source";

    private final List<String> networks;
    private final List<AttackSpec> attacks;
    private final List<Double> budgets;
    private final Violations violations;

    PublishedReader(List<String> networks, List<AttackSpec> attacks, List<Double> budgets, Violations violations) {
        this.networks = networks;
        this.attacks = attacks;
        this.budgets = budgets;
        this.violations = violations;
    }

    Optional<PublishedFigure> read(Located<JsonNode> place) {
        return DocumentFields.open(place, EXPECTED, violations).flatMap(fields -> {
            fields.refuseAllBut("a published figure", List.of("network", "attack", "budget", "psnr", "source"));
            Optional<String> network = one(fields, "network", networks);
            Optional<String> attack = fields.has("attack")
                    ? one(
                            fields,
                            "attack",
                            attacks.stream().map(AttackSpec::name).toList())
                    : Optional.empty();
            Optional<Double> budget = attack.flatMap(name -> budget(fields, name));
            Optional<Double> psnr = fields.number("psnr", Limits.PSNR, null);
            Optional<String> source =
                    fields.has("source") ? fields.name("source", NameRule.LABEL, null) : Optional.empty();
            if (!fields.has("attack") && fields.has("budget")) {
                fields.refuse("budget", "absent without an attack, because the figure is that of the clean output");
            }
            boolean incomplete = (fields.has("attack") && budget.isEmpty())
                    || (fields.has("source") && source.isEmpty())
                    || network.isEmpty()
                    || psnr.isEmpty();
            return incomplete
                    ? Optional.empty()
                    : Optional.of(new PublishedFigure(
                            network.get(), attack.orElse(null), budget.orElse(null), psnr.get(), source.orElse(null)));
        });
    }

    private Optional<Double> budget(DocumentFields fields, String attack) {
        boolean isOfKernel = attacks.stream().anyMatch(one -> one.name().equals(attack) && !one.perturbsImage());
        if (!fields.has("budget") && !budgets.isEmpty() && (budgets.size() == 1 || isOfKernel)) {
            return Optional.of(budgets.get(0));
        }
        Optional<Double> budget = DocumentFields.number(fields.at("budget").value(), Limits.BUDGET)
                .filter(budgets::contains);
        if (budget.isEmpty()) {
            fields.refuse("budget", "one of the campaign's budgets: " + budgets);
        }
        return budget;
    }

    private static Optional<String> one(DocumentFields fields, String field, List<String> known) {
        JsonNode written = fields.at(field).value();
        Optional<String> found =
                Optional.of(NameRule.normalised(written.asText())).filter(known::contains);
        if (found.isEmpty()) {
            fields.refuse(
                    field,
                    "one of the campaign's %ss: %s%s"
                            .formatted(field, String.join("; ", known), Spelling.didYouMean(written.asText(), known)));
        }
        return found;
    }
}
