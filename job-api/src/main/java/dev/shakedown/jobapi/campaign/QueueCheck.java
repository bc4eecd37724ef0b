package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds networks whose jobs no worker can run, because no queue serves the network together with all of its judges. */
final class QueueCheck {

    private final ServedNetworks served;
    private final Violations violations;

    QueueCheck(ServedNetworks served, Violations violations) {
        this.served = served;
        this.violations = violations;
    }

    /**
     * Checks each network of a campaign.
     *
     * @param named the networks, of ids that mean one file each
     * @param judges for each of these, who judges
     */
    void check(List<Located<AnnouncedNetwork>> named, List<List<AnnouncedNetwork>> judges) {
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
