package dev.shakedown.models.restoration;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A network's file whose card was found good.
 *
 * @param path where it lies
 * @param sha256 SHA-256 of its bytes, lower-case hexadecimal
 * @param card the card inside it
 */
public record NetworkFile(Path path, String sha256, NetworkCard card) {

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
     * @param registered the hash
     * @throws InvalidNetworkException as above, also if the file has another hash
     */
    static NetworkFile read(Path path, String registered) throws InvalidNetworkException {
        requireHash(path, registered);
        return new NetworkFile(path, registered, CardReader.read(path));
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
     * Loads the network, if the file still has its hash. A TorchScript file is code: only load files that you trust.
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
            requireHash(path, sha256);
            return new NetworkOpening.Opened(TorchScriptNetwork.load(path, card, device, mode));
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
        return TrainModeModules.of(path);
    }

    /**
     * Copies the file, in one go: at the place is nothing new, or all of it.
     *
     * @throws InvalidNetworkException if the copy does not have the hash
     */
    public void copyTo(Path place) throws IOException, InvalidNetworkException {
        AtomicFile.write(place, out -> Files.copy(path, out));
        requireHash(place, sha256);
    }

    private static void requireHash(Path path, String registered) throws InvalidNetworkException {
        String actual = hash(path);
        if (!actual.equals(registered)) {
            throw new InvalidNetworkException(path + ": its SHA-256 is " + actual + ", the registry says " + registered
                    + ": the file was changed or damaged after it was registered");
        }
    }

    private static String hash(Path path) throws InvalidNetworkException {
        try {
            return Sha256.of(path).hex();
        } catch (NoSuchFileException e) {
            throw new InvalidNetworkException(path + ": cannot be read: no such file", e);
        } catch (IOException e) {
            throw new InvalidNetworkException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
