package dev.shakedown.models.restoration;

import ai.djl.Device;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks in one or several directories: those that each one's {@code registry.json} names, with the hash that
 * each file must have. A TorchScript file is code, so a file that no registry names, or whose hash differs, is never
 * loaded.
 *
 * <p>Immutable; files are checked when the registry is read, and again when a network is opened.
 */
public final class NetworkRegistry {

    private final Map<String, NetworkFile> files;

    private NetworkRegistry(Map<String, NetworkFile> files) {
        this.files = files;
    }

    /**
     * Reads a directory's registry and checks every file that it names.
     *
     * @param directory holds {@code registry.json} and the files that it names
     * @throws InvalidNetworkException if the listing cannot be read, or a file is missing, differs from its hash or has
     *     no valid card, or two have one name
     */
    public static NetworkRegistry read(Path directory) throws InvalidNetworkException {
        return read(List.of(directory));
    }

    /**
     * Reads the registries of several directories as one.
     *
     * @param directories as above, each of them there
     * @throws InvalidNetworkException as above, also if a network has the name of one in another directory
     */
    public static NetworkRegistry read(List<Path> directories) throws InvalidNetworkException {
        Map<String, NetworkFile> files = new LinkedHashMap<>();
        for (Path directory : directories) {
            List<RegistryListing.Entry> entries =
                    RegistryListing.read(directory).networks();
            for (RegistryListing.Entry entry : entries) {
                NetworkFile file = read(directory, entry, entries);
                NetworkFile other = files.putIfAbsent(entry.name(), file);
                if (other != null) {
                    throw new InvalidNetworkException(entry.name() + ": is the name of both " + other.path() + " and "
                            + file.path() + ": must be of one; take the other out of its " + RegistryListing.FILE);
                }
            }
        }
        return new NetworkRegistry(files);
    }

    private static NetworkFile read(Path directory, RegistryListing.Entry entry, List<RegistryListing.Entry> entries)
            throws InvalidNetworkException {
        Path path = directory.resolve(entry.file());
        String exact = entry.roundedFrom();
        NetworkFile file = exact == null
                ? NetworkFile.read(path, entry.sha256())
                : NetworkFile.readRounded(path, directory.resolve(fileOf(exact, entry, entries)), entry.sha256());
        NetworkCard card = file.card();
        if (!card.name().equals(entry.name())) {
            throw new InvalidNetworkException(file.path() + ": card.json: name: " + card.name() + ": must be "
                    + entry.name() + ", as registered");
        }
        return file;
    }

    private static String fileOf(String exact, RegistryListing.Entry rounded, List<RegistryListing.Entry> entries)
            throws InvalidNetworkException {
        return entries.stream()
                .filter(entry -> entry.name().equals(exact) && entry.roundedFrom() == null)
                .map(RegistryListing.Entry::file)
                .findFirst()
                .orElseThrow(() -> new InvalidNetworkException(rounded.name() + ": roundedFrom: " + exact
                        + ": must be a network of the same " + RegistryListing.FILE + ", not rounded itself"));
    }

    /** All networks, in the listings' order. */
    public List<NetworkFile> files() {
        return List.copyOf(files.values());
    }

    /** Loads a network; {@code ref}: its id and the hash that its file must have. */
    public NetworkOpening open(NetworkRef ref, Device device) {
        NetworkFile file = files.get(ref.id());
        if (file == null) {
            return new NetworkOpening.Refused(ref.id() + ": not in the registry, which has " + files.keySet());
        }
        if (!file.sha256().equals(ref.sha256())) {
            return new NetworkOpening.Refused(
                    ref.id() + ": the job means the file " + ref.sha256() + ", the registry has " + file.sha256());
        }
        return file.open(device);
    }
}
