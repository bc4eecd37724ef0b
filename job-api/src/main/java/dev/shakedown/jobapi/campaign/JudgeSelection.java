package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides on which networks the perturbations of each network are judged: first on the network itself, then on those of
 * {@code evaluateOn}, in their order.
 *
 * <p>Every reported number is computed in fp32. A network of another precision therefore judges nothing; in its own
 * place its fp32 sibling does: the network whose id is the same without the precision at its end ({@code mprnet} for
 * {@code mprnet@bf16}, {@code rgdn@10} for {@code rgdn@10-bf16}), of the same kind. Where the card's option
 * {@value #ROUNDED_FROM} says of which weights its own are the rounded ones, the sibling must have those. Where there
 * is no such network, {@code evaluateOn} alone judges.
 */
final class JudgeSelection {

    private static final String FULL_PRECISION = "fp32";
    private static final String ROUNDED_FROM = "weightsRoundedFrom";

    private final ServedNetworks served;
    private final Violations violations;

    JudgeSelection(ServedNetworks served, Violations violations) {
        this.served = served;
        this.violations = violations;
    }

    /** Refuses, among the networks that {@code evaluateOn} names, those that may not judge. */
    void checkNamed(List<Located<AnnouncedNetwork>> evaluateOn) {
        for (Located<AnnouncedNetwork> named : evaluateOn) {
            NetworkCard card = named.value().card();
            if (!isFull(card)) {
                violations.add(
                        named.path(),
                        card.name(),
                        "a network that computes in fp32, as every reported number must be computed; this one computes in "
                                + card.precision());
            }
        }
    }

    /**
     * The judges of what is crafted on one network; notes it if there is none.
     *
     * @param crafting the network under attack
     * @param evaluateOn what the document names, as far as it could be read
     */
    List<AnnouncedNetwork> judges(Located<AnnouncedNetwork> crafting, List<Located<AnnouncedNetwork>> evaluateOn) {
        NetworkCard card = crafting.value().card();
        siblingId(card)
                .filter(id -> !isFull(card) && served.isAmbiguous(id))
                .ifPresent(id -> violations.add(
                        crafting.path(),
                        card.name(),
                        "a network whose fp32 sibling %s is the same file in all queues that serve it; %s"
                                .formatted(id, served.files(id))));
        Optional<AnnouncedNetwork> first = isFull(card)
                ? Optional.of(crafting.value())
                : sibling(card).filter(other -> goTogether(card, other.card()));
        List<AnnouncedNetwork> judges = new ArrayList<>(
                Stream.concat(first.stream(), evaluateOn.stream().map(Located::value))
                        .filter(judge -> isFull(judge.card()))
                        .distinct()
                        .toList());
        if (judges.isEmpty() && evaluateOn.isEmpty()) {
            violations.add(crafting.path(), card.name(), whatIsMissing(card));
        }
        return judges;
    }

    private String whatIsMissing(NetworkCard card) {
        String why = sibling(card)
                .map(other -> "%s, which is served, has %s"
                        .formatted(
                                other.card().name(),
                                isFull(other.card()) && other.card().kind() == card.kind()
                                        ? "other weights"
                                        : "another precision or kind"))
                .orElse("workers serve none");
        return "a network with an fp32 sibling%s, or evaluateOn must name who judges, because no number is reported in %s; %s"
                .formatted(siblingId(card).map(id -> " " + id).orElse(""), card.precision(), why);
    }

    private Optional<AnnouncedNetwork> sibling(NetworkCard card) {
        return siblingId(card).flatMap(served::find);
    }

    /** The id without the precision that it ends in; empty if it does not. */
    private static Optional<String> siblingId(NetworkCard card) {
        return Stream.of("@", "-")
                .map(separator -> separator + card.precision())
                .filter(card.name()::endsWith)
                .map(ending -> card.name().substring(0, card.name().length() - ending.length()))
                .findFirst();
    }

    private static boolean goTogether(NetworkCard card, NetworkCard sibling) {
        Object weights = card.options().get(ROUNDED_FROM);
        boolean sameWeights = weights == null || weights.equals(sibling.weightsSha256());
        return isFull(sibling) && sibling.kind() == card.kind() && sameWeights;
    }

    private static boolean isFull(NetworkCard card) {
        return card.precision().equals(FULL_PRECISION);
    }
}
