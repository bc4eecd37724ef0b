package dev.shakedown.restoration;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks in a directory: those that its {@code registry.json} names, with the hash that each file must have. A
 * TorchScript file is code, so a file that the registry does not name, or whose hash differs, is never loaded.
 *
 * <p>Immutable; files are checked when the registry is read, and again when a network is opened.
 */
public final class NetworkRegistry {

    private final Map<String, NetworkFile> files;

    private NetworkRegistry(Map<String, NetworkFile> files) {
        this.files = files;
    }

    private record Listing(int schema, List<Entry> networks) {}

    private record Entry(String name, String file, String sha256) {}

    /**
     * Reads a directory's registry and checks every file that it names.
     *
     * @param directory holds {@code registry.json} and the files that it names
     * @throws InvalidNetworkException if the listing cannot be read, or a file is missing, differs from its hash or has
     *     no valid card
     */
    public static NetworkRegistry read(Path directory) throws InvalidNetworkException {
        JsonMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();
        Path listing = directory.resolve("registry.json");
        Listing entries;
        try {
            entries = json.readValue(listing.toFile(), Listing.class);
        } catch (IOException e) {
            throw new InvalidNetworkException(listing + ": cannot be read: " + e.getMessage(), e);
        }
        CardReader cards = new CardReader(json);
        Map<String, NetworkFile> files = new LinkedHashMap<>();
        for (Entry entry : entries.networks()) {
            Path file = directory.resolve(entry.file());
            verifyHash(file, entry.sha256());
            NetworkCard card = cards.read(file);
            if (!card.name().equals(entry.name())) {
                throw new InvalidNetworkException(
                        file + ": card.json: name: " + card.name() + ": must be " + entry.name() + ", as registered");
            }
            files.put(card.name(), new NetworkFile(file, entry.sha256(), card));
        }
        return new NetworkRegistry(files);
    }

    /** All networks, in the listing's order. */
    public List<NetworkFile> files() {
        return List.copyOf(files.values());
    }

    /**
     * Loads a network.
     *
     * @param ref its id and the hash that its file must have
     * @param device where it is to compute
     * @return the network, or why it cannot be had
     */
    public NetworkOpening open(NetworkRef ref, Device device) {
        NetworkFile file = files.get(ref.id());
        if (file == null) {
            return new NetworkOpening.Refused(ref.id() + ": not in the registry, which has " + files.keySet());
        }
        if (!file.sha256().equals(ref.sha256())) {
            return new NetworkOpening.Refused(
                    ref.id() + ": the job means the file " + ref.sha256() + ", the registry has " + file.sha256());
        }
        try {
            verifyHash(file.path(), file.sha256());
            return new NetworkOpening.Opened(TorchScriptNetwork.load(file.path(), file.card(), device));
        } catch (InvalidNetworkException e) {
            return new NetworkOpening.Refused(String.valueOf(e.getMessage()));
        } catch (IOException | MalformedModelException e) {
            return new NetworkOpening.Refused(file.path() + ": libtorch cannot load it: " + e.getMessage());
        }
    }

    private static void verifyHash(Path file, String expected) throws InvalidNetworkException {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            String actual = HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
            if (!actual.equals(expected)) {
                throw new InvalidNetworkException(file + ": its SHA-256 is " + actual + ", the registry says "
                        + expected + ": the file was changed or damaged after it was registered");
            }
        } catch (IOException e) {
            throw new InvalidNetworkException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
