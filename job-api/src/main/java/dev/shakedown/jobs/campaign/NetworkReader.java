package dev.shakedown.jobs.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.jobs.document.Located;
import dev.shakedown.jobs.document.Spelling;
import dev.shakedown.jobs.document.Violations;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads one entry of {@code networks}: the id of a network that a worker serves now. */
final class NetworkReader {

    private static final int MOST_LISTED = 30;

    private final Map<String, AnnouncedNetwork> networks;
    private final Violations violations;

    NetworkReader(Map<String, AnnouncedNetwork> networks, Violations violations) {
        this.networks = networks;
        this.violations = violations;
    }

    Optional<Located<AnnouncedNetwork>> read(Located<JsonNode> place) {
        JsonNode id = place.value();
        AnnouncedNetwork network = id.isTextual() ? networks.get(id.textValue()) : null;
        if (network == null) {
            violations.add(place.path(), id, known() + Spelling.didYouMean(id.asText(), networks.keySet()));
        }
        return Optional.ofNullable(network).map(place::with);
    }

    private String known() {
        if (networks.isEmpty()) {
            return "the id of a network that a worker serves; none does at present";
        }
        TreeSet<String> sorted = new TreeSet<>(networks.keySet());
        String listed = String.join(", ", sorted.stream().limit(MOST_LISTED).toList());
        return sorted.size() > MOST_LISTED
                ? "one of the networks that workers serve: %s and %d more (GET /api/v1/networks)"
                        .formatted(listed, sorted.size() - MOST_LISTED)
                : "one of the networks that workers serve: " + listed;
    }
}
