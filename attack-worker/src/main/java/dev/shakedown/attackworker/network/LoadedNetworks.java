package dev.shakedown.attackworker.network;

import ai.djl.Device;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The networks that this worker serves, loaded when first needed. Those in use stay loaded; of the others, as many as
 * there is room for, the longest unused go first. Lending belongs to the device's thread, cards to any.
 */
@ApplicationScoped
public class LoadedNetworks {

    private final WatchedRegistry registry;
    private final Device device;
    private final int capacity;
    private final UnaryOperator<RestorationNetwork> loading;
    private final Map<NetworkRef, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);

    @Inject
    LoadedNetworks(WatchedRegistry registry, WorkerConfig worker, MeterRegistry meters) {
        this(
                registry,
                Device.fromName(worker.device()),
                worker.loadedNetworks(),
                worker.addedPassTime().isZero()
                        ? UnaryOperator.identity()
                        : network -> new PacedNetwork(
                                network, worker.addedPassTime(), meters.timer("shakedown.added.pass")));
    }

    LoadedNetworks(WatchedRegistry registry, Device device, int capacity) {
        this(registry, device, capacity, UnaryOperator.identity());
    }

    private LoadedNetworks(
            WatchedRegistry registry, Device device, int capacity, UnaryOperator<RestorationNetwork> loading) {
        this.registry = registry;
        this.device = device;
        this.capacity = capacity;
        this.loading = loading;
    }

    /** A network in memory, and how many hold it at present. */
    private static final class Loaded {

        private final RestorationNetwork network;
        private int users;

        Loaded(RestorationNetwork network) {
            this.network = network;
        }
    }

    public List<NetworkFile> files() {
        return registry.newest().files();
    }

    /** The card of an exact file; empty if this worker does not serve it. Loads nothing. */
    public Optional<NetworkCard> card(NetworkRef ref) {
        return registry.of(ref).stream()
                .flatMap(known -> known.files().stream())
                .filter(file -> file.ref().equals(ref))
                .map(NetworkFile::card)
                .findFirst();
    }

    /** Lends a loaded network; closing it returns it. */
    public NetworkOpening open(NetworkRef ref) {
        Loaded known = loaded.get(ref);
        if (known == null) {
            // Before, so that never more are in memory than are in use or have room.
            unloadIdle(capacity - 1);
            NetworkOpening opening =
                    registry.of(ref).orElseGet(registry::newest).open(ref, device);
            if (!(opening instanceof NetworkOpening.Opened opened)) {
                return opening;
            }
            known = new Loaded(loading.apply(opened.network()));
            loaded.put(ref, known);
        }
        Loaded borrowed = known;
        borrowed.users++;
        return new NetworkOpening.Opened(new BorrowedNetwork(borrowed.network, () -> {
            borrowed.users--;
            unloadIdle(capacity);
        }));
    }

    public int loaded() {
        return loaded.size();
    }

    public boolean isLoaded(NetworkRef ref) {
        return loaded.containsKey(ref);
    }

    /** Unloads unused networks until at most so many are in memory, or all of those are in use. */
    private void unloadIdle(int most) {
        Iterator<Loaded> oldestFirst = loaded.values().iterator();
        while (loaded.size() > most && oldestFirst.hasNext()) {
            Loaded candidate = oldestFirst.next();
            if (candidate.users == 0) {
                candidate.network.close();
                oldestFirst.remove();
            }
        }
    }

    public void closeAll() {
        loaded.values().forEach(entry -> entry.network.close());
        loaded.clear();
    }

    /** A network that belongs to {@link LoadedNetworks}: closing it returns it; only then may it be unloaded. */
    static final class BorrowedNetwork extends ForwardingNetwork {

        private @Nullable Runnable onClose;

        BorrowedNetwork(RestorationNetwork network, Runnable onClose) {
            super(network);
            this.onClose = onClose;
        }

        @Override
        public void close() {
            if (onClose != null) {
                onClose.run();
                onClose = null;
            }
        }
    }
}
