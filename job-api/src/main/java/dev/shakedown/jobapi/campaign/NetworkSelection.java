package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Spelling;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the networks of a campaign, ids that workers serve now in one file, and decides on which networks the
 * perturbations of each are judged: first on the network itself, then on those of {@code evaluateOn}, in their order.
 *
 * <p>Every reported number is computed in fp32. A network of another precision therefore judges nothing; in its own
 * place its fp32 sibling does: the network whose id is the same without the precision at its end ({@code mprnet} for
 * {@code mprnet@bf16}, {@code rgdn@10} for {@code rgdn@10-bf16}), of the same kind. Where the card's option
 * {@value #ROUNDED_FROM} says of which weights its own are the rounded ones, the sibling must have those. Where there
 * is no such network, {@code evaluateOn} alone judges.
 */
final class NetworkSelection {

    private static final String FULL_PRECISION = "fp32";
    private static final String BFLOAT16 = "bf16";
    private static final int MOST_LISTED = 30;
    private static final String ROUNDED_FROM = "weightsRoundedFrom";

    private final ServedNetworks served;
    private final Violations violations;

    NetworkSelection(ServedNetworks served, Violations violations) {
        this.served = served;
        this.violations = violations;
    }

    /** Reads one entry of {@code networks} or {@code evaluateOn}. */
    Optional<Located<AnnouncedNetwork>> read(Located<JsonNode> place) {
        JsonNode id = place.value();
        Optional<AnnouncedNetwork> network = id.isTextual() ? served.find(id.textValue()) : Optional.empty();
        if (network.isEmpty()) {
            violations.add(place.path(), id, known() + Spelling.didYouMean(id.asText(), served.ids()));
        } else if (served.isAmbiguous(id.textValue())) {
            violations.add(
                    place.path(),
                    id,
                    "a network that is the same file in all queues that serve it; " + served.files(id.textValue()));
        }
        return network.map(place::with);
    }

    /**
     * The network in bfloat16 that has a network's weights, rounded, and its name with {@code @bf16} or, after a
     * variant, {@code -bf16} at the end; notes it if there is none. A network of another precision than fp32 stays.
     */
    Optional<Located<AnnouncedNetwork>> inBfloat16(Located<AnnouncedNetwork> network) {
        NetworkCard card = network.value().card();
        if (!isFull(card)) {
            return Optional.of(network);
        }
        String id = card.name() + (card.name().contains("@") ? "-" : "@") + BFLOAT16;
        Optional<AnnouncedNetwork> rounded = served.find(id)
                .filter(other -> !served.isAmbiguous(id)
                        && other.card().precision().equals(BFLOAT16)
                        && goTogether(other.card(), card));
        if (rounded.isEmpty()) {
            violations.add(
                    network.path(),
                    card.name(),
                    "a network that workers serve in bfloat16, too, as %s, of the same weights, because craftIn is bfloat16"
                            .formatted(id));
        }
        return rounded.map(network::with);
    }

    private String known() {
        if (served.ids().isEmpty()) {
            return "the id of a network that a worker serves; none does at present";
        }
        Set<String> ids = served.ids();
        String listed = String.join(", ", ids.stream().limit(MOST_LISTED).toList());
        return ids.size() > MOST_LISTED
                ? "one of the networks that workers serve: %s and %d more (GET /api/v1/networks)"
                        .formatted(listed, ids.size() - MOST_LISTED)
                : "one of the networks that workers serve: " + listed;
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

    /**
     * Refuses networks whose jobs no worker can run, because no queue serves the network together with its judges.
     *
     * @param named the networks, of ids that mean one file each
     * @param judges for each of these, who judges
     */
    void checkQueues(List<Located<AnnouncedNetwork>> named, List<List<AnnouncedNetwork>> judges) {
        for (int i = 0; i < named.size(); i++) {
            Located<AnnouncedNetwork> network = named.get(i);
            List<NetworkRef> needed = Stream.concat(Stream.of(network.value()), judges.get(i).stream())
                    .map(AnnouncedNetwork::ref)
                    .distinct()
                    .toList();
            if (served.queuesOfAll(needed).isEmpty()) {
                violations.add(
                        network.path(),
                        network.value().card().name(),
                        "a network that one queue serves together with all of its judges; " + whoServes(needed));
            }
        }
    }

    private String whoServes(List<NetworkRef> needed) {
        return needed.stream()
                .map(file -> served.queuesOf(file).stream()
                        .map(queue -> queue.inWords())
                        .collect(Collectors.joining(" and ", file.id() + " is served by ", "")))
                .collect(Collectors.joining(", "));
    }
}
