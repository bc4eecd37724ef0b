package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Spelling;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code networks}: the id of a network that workers serve now, in one file. */
final class NetworkReader {

    private static final int MOST_LISTED = 30;

    private final ServedNetworks networks;
    private final Violations violations;

    NetworkReader(ServedNetworks networks, Violations violations) {
        this.networks = networks;
        this.violations = violations;
    }

    Optional<Located<AnnouncedNetwork>> read(Located<JsonNode> place) {
        JsonNode id = place.value();
        Optional<AnnouncedNetwork> network = id.isTextual() ? networks.find(id.textValue()) : Optional.empty();
        if (network.isEmpty()) {
            violations.add(place.path(), id, known() + Spelling.didYouMean(id.asText(), networks.ids()));
        } else if (networks.isAmbiguous(id.textValue())) {
            violations.add(
                    place.path(),
                    id,
                    "a network that is the same file in all queues that serve it; " + networks.files(id.textValue()));
        }
        return network.map(place::with);
    }

    private String known() {
        if (networks.ids().isEmpty()) {
            return "the id of a network that a worker serves; none does at present";
        }
        Set<String> ids = networks.ids();
        String listed = String.join(", ", ids.stream().limit(MOST_LISTED).toList());
        return ids.size() > MOST_LISTED
                ? "one of the networks that workers serve: %s and %d more (GET /api/v1/networks)"
                        .formatted(listed, ids.size() - MOST_LISTED)
                : "one of the networks that workers serve: " + listed;
    }
}
