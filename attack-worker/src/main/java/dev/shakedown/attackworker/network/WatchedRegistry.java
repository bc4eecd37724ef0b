package dev.shakedown.attackworker.network;

import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RegistryListing;
import io.quarkus.logging.Log;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The networks that this worker serves. Their listings may change while it runs: {@link #refresh} reads them again. A
 * file that another of its name replaced stays known, for jobs that mean it. Loads no network, and not libtorch.
 * Thread-safe.
 */
@Singleton
public class WatchedRegistry {

    private final List<Path> directories;
    /** What was read, the newest first. */
    private volatile List<NetworkRegistry> registries;

    private List<byte[]> listings;

    @Inject
    WatchedRegistry(NetworksConfig config) throws InvalidNetworkException {
        this(config.directories());
    }

    WatchedRegistry(List<Path> directories) throws InvalidNetworkException {
        this.directories = List.copyOf(directories);
        // Before the files: a listing that changes meanwhile is read again.
        this.listings = listings();
        this.registries = List.of(NetworkRegistry.read(this.directories));
    }

    NetworkRegistry newest() {
        return registries.get(0);
    }

    /** The registry that has an exact file; reads the listings again where none does. */
    Optional<NetworkRegistry> of(NetworkRef ref) {
        Optional<NetworkRegistry> known = known(ref);
        return known.isEmpty() && refresh() ? known(ref) : known;
    }

    /** Reads the listings again if they have changed. Where they are invalid, says so and serves what was served. */
    synchronized boolean refresh() {
        List<byte[]> present = listings();
        if (isSame(present, listings)) {
            return false;
        }
        listings = present;
        try {
            NetworkRegistry read = NetworkRegistry.read(directories);
            List<NetworkRegistry> all = new ArrayList<>(List.of(read));
            all.addAll(registries);
            registries = List.copyOf(all);
            return true;
        } catch (InvalidNetworkException e) {
            Log.errorf(
                    "The networks have changed, and the former ones are served until this is mended: %s",
                    e.getMessage());
            return false;
        }
    }

    private Optional<NetworkRegistry> known(NetworkRef ref) {
        return registries.stream()
                .filter(registry ->
                        registry.files().stream().map(NetworkFile::ref).anyMatch(ref::equals))
                .findFirst();
    }

    /** The listings' bytes; none where a listing cannot be read. */
    private List<byte[]> listings() {
        List<byte[]> read = new ArrayList<>();
        for (Path directory : directories) {
            try {
                read.add(Files.readAllBytes(directory.resolve(RegistryListing.FILE)));
            } catch (IOException e) {
                read.add(new byte[0]);
            }
        }
        return read;
    }

    private static boolean isSame(List<byte[]> some, List<byte[]> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!Arrays.equals(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
