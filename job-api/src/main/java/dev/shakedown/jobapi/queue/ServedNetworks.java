package dev.shakedown.jobapi.queue;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What workers have announced, as it was at one moment: the networks by id, each in one queue or in several. Immutable.
 */
public final class ServedNetworks {

    private static final int DIGITS_SHOWN = 12;

    private final Map<String, List<AnnouncedNetwork>> byId = new LinkedHashMap<>();

    /** Of announcements in whatever order, at most one of an id and queue. */
    public ServedNetworks(Collection<AnnouncedNetwork> announced) {
        announced.stream()
                .sorted(Comparator.comparing(
                                (AnnouncedNetwork network) -> network.card().name())
                        .thenComparing(AnnouncedNetwork::servedBy, RequestQueue.ORDER))
                .forEach(network -> byId.computeIfAbsent(network.card().name(), id -> new ArrayList<>())
                        .add(network));
    }

    /** All of them, sorted by id, then by queue. */
    public List<AnnouncedNetwork> all() {
        return byId.values().stream().flatMap(List::stream).toList();
    }

    /** The ids, sorted. */
    public Set<String> ids() {
        return Collections.unmodifiableSet(byId.keySet());
    }

    /** What an id means, as the first of the queues that serve it says: the default queue, else the first by name. */
    public Optional<AnnouncedNetwork> find(String id) {
        return of(id).stream().findFirst();
    }

    /** What one queue announces under an id. */
    public Optional<AnnouncedNetwork> find(String id, RequestQueue queue) {
        return of(id).stream()
                .filter(network -> network.servedBy().equals(queue))
                .findFirst();
    }

    /** Whether an id means different files in different queues. */
    public boolean isAmbiguous(String id) {
        return of(id).stream().map(AnnouncedNetwork::sha256).distinct().count() > 1;
    }

    /** Which file an id means in each queue, human-readable. */
    public String files(String id) {
        return of(id).stream()
                .map(network -> "%s has %s...".formatted(network.servedBy().inWords(), shortened(network.sha256())))
                .collect(Collectors.joining(", "));
    }

    /** The queues that serve this exact file, the default queue first, then by name. */
    public List<RequestQueue> queuesOf(NetworkRef file) {
        return of(file.id()).stream()
                .filter(network -> network.sha256().equals(file.sha256()))
                .map(AnnouncedNetwork::servedBy)
                .toList();
    }

    /** The queues that serve all of these exact files, in the same order. */
    public List<RequestQueue> queuesOfAll(Collection<NetworkRef> files) {
        List<RequestQueue> common = null;
        for (NetworkRef file : files) {
            List<RequestQueue> serving = queuesOf(file);
            common = common == null
                    ? serving
                    : common.stream().filter(serving::contains).toList();
        }
        return common == null ? List.of() : common;
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, Math.min(DIGITS_SHOWN, sha256.length()));
    }

    private List<AnnouncedNetwork> of(String id) {
        return byId.getOrDefault(id, List.of());
    }
}
