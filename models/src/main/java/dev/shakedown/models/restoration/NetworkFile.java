package dev.shakedown.models.restoration;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network's file whose card was found good.
 *
 * @param path the TorchScript file, or the {@link RoundedFile} that restores it
 * @param sha256 SHA-256 of the TorchScript file's bytes, lower-case hexadecimal
 * @param exact where the path is a {@link RoundedFile}, the file with the weights that it rounds; else null
 */
public record NetworkFile(
        Path path,
        String sha256,
        NetworkCard card,
        @Nullable Path exact) {

    /**
     * Reads a file's card and hash, without running it.
     *
     * @throws InvalidNetworkException if the file cannot be read, is no TorchScript archive, or has no valid card
     */
    public static NetworkFile read(Path path) throws InvalidNetworkException {
        ForeignFile.refuse(path);
        return read(path, hash(path));
    }

    /**
     * Reads a file's card, without running it, if the file has the hash that it must have.
     *
     * @throws InvalidNetworkException as above, also if the file has another hash
     */
    static NetworkFile read(Path path, String registered) throws InvalidNetworkException {
        requireHash(path, hash(path), registered);
        return new NetworkFile(path, registered, CardReader.read(path), null);
    }

    /**
     * Reads the card of a network whose file is restored from another one's weights.
     *
     * @param path the {@link RoundedFile}
     * @param exact the file with the weights
     * @throws InvalidNetworkException as above; the hash is that of the restored file
     */
    static NetworkFile readRounded(Path path, Path exact, String registered) throws InvalidNetworkException {
        try {
            byte[] restored = new RoundedFile(path, exact).restored();
            requireHash(path, Sha256.of(restored).hex(), registered);
            Path copy = Files.createTempFile("shakedown-network", ".pt");
            try {
                return new NetworkFile(path, registered, CardReader.read(Files.write(copy, restored)), exact);
            } finally {
                Files.delete(copy);
            }
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        } catch (IOException e) {
            throw new InvalidNetworkException(
                    path + ": cannot be restored with the weights of " + exact + ": " + e.getMessage(), e);
        }
    }

    /** The exact file under its id. */
    public NetworkRef ref() {
        return new NetworkRef(card.name(), sha256);
    }

    /** The message by which a worker says that it can attack this network. */
    public AnnouncedNetwork announcement() {
        return new AnnouncedNetwork(AnnouncedNetwork.SCHEMA, sha256, card);
    }

    /**
     * Loads the network, if the file still has its hash, from a copy that only this process can change. A TorchScript
     * file is code: only load files that you trust.
     *
     * @param device where it is to compute
     */
    public NetworkOpening open(Device device) {
        return open(device, TorchScriptNetwork.Mode.EVALUATION);
    }

    /** As {@link #open}, but with every module in train mode. DJL does not keep the modes that were saved. */
    public NetworkOpening openInTrainMode(Device device) {
        return open(device, TorchScriptNetwork.Mode.TRAIN);
    }

    private NetworkOpening open(Device device, TorchScriptNetwork.Mode mode) {
        try {
            // Readable by its owner alone.
            Path copy = Files.createTempFile("shakedown-network", ".pt");
            try {
                copyExactly(copy);
                return new NetworkOpening.Opened(TorchScriptNetwork.load(copy, card, device, mode));
            } finally {
                Files.delete(copy);
            }
        } catch (InvalidNetworkException e) {
            return new NetworkOpening.Refused(String.valueOf(e.getMessage()));
        } catch (IOException | MalformedModelException e) {
            return new NetworkOpening.Refused(path + ": libtorch cannot load it: " + LibtorchMessage.line(e));
        }
    }

    /**
     * The modules that were saved in train mode and whose code depends on the mode, each as {@code path (class)}. A
     * file without any computes the same in both modes.
     *
     * @throws IOException if the file's structure is unknown
     */
    public List<String> modulesInTrainMode() throws IOException {
        return TorchScriptArchive.modulesInTrainMode(path);
    }

    /**
     * Copies the file, in one go: at the place is nothing new, or all of it.
     *
     * @throws InvalidNetworkException if the copy does not have the hash
     */
    public void copyTo(Path place) throws IOException, InvalidNetworkException {
        RegistryListing.writeAtomically(place, out -> {
            try (InputStream in = newInputStream()) {
                in.transferTo(out);
            }
        });
        requireHash(place, hash(place), sha256);
    }

    /** The bytes of the TorchScript file. */
    private InputStream newInputStream() throws IOException {
        return exact == null
                ? Files.newInputStream(path)
                : new ByteArrayInputStream(new RoundedFile(path, exact).restored());
    }

    /** Copies the file and makes sure that the copy has its hash and its card. */
    private void copyExactly(Path copy) throws IOException, InvalidNetworkException {
        MessageDigest digest = Sha256.newDigest();
        try (DigestInputStream in = new DigestInputStream(newInputStream(), digest);
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        }
        requireHash(path, Sha256.of(digest).hex(), sha256);
        if (!CardReader.read(copy).equals(card)) {
            throw new InvalidNetworkException(path + ": its card was changed while it was read: register it again");
        }
    }

    private static void requireHash(Path path, String actual, String registered) throws InvalidNetworkException {
        if (!actual.equals(registered)) {
            throw new InvalidNetworkException(path + ": its SHA-256 is " + actual + ", the registry says " + registered
                    + ": the file was changed or damaged after it was registered");
        }
    }

    private static String hash(Path path) throws InvalidNetworkException {
        try {
            return Sha256.of(path).hex();
        } catch (NoSuchFileException e) {
            throw missing(path, e);
        } catch (IOException e) {
            throw new InvalidNetworkException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static InvalidNetworkException missing(Path path, NoSuchFileException e) {
        return new InvalidNetworkException(path + ": cannot be read: no such file", e);
    }

    /** The result of opening a network: it is loaded, or a reason why not. */
    public sealed interface NetworkOpening {

        /** The network, loaded; {@code network}: owned by the caller, which closes it. */
        record Opened(RestorationNetwork network) implements NetworkOpening {}

        /**
         * The network cannot be had.
         *
         * @param reason names the network or file, what is wrong, and what would be right
         */
        record Refused(String reason) implements NetworkOpening {}
    }
}
