package dev.shakedown.models.check;

import ai.djl.Device;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks and times a network file, from its bytes to its gradient. */
public final class NetworkFileCheck {

    private NetworkFileCheck() {}

    /** The result. */
    public sealed interface Outcome {

        /**
         * The file passes.
         *
         * @param file with its card
         * @param timing how fast it is
         */
        record Accepted(NetworkFile file, PassTiming timing) implements Outcome {}

        /**
         * The file must not be attacked as it is.
         *
         * @param reason one line: what is wrong, and what to change
         */
        record Rejected(String reason) implements Outcome {}
    }

    /** Of a network with tiles, that of one tile: larger pictures take as long as their tiles. */
    private static int timedSide(NetworkCard card, int side) {
        List<Integer> tile = card.fixedSize();
        return tile == null ? Math.max(side, card.minimumSize()) : Math.min(tile.get(0), tile.get(1));
    }

    /**
     * Checks and times a file.
     *
     * @param path the file
     * @param side of the picture that it is timed with; its minimum size if that is larger, that of a tile if it has
     *     tiles
     * @param listener receives every finding, in order
     */
    public static Outcome run(Path path, int side, Consumer<CheckFinding> listener) {
        NetworkFile file;
        try {
            file = NetworkFile.read(path);
        } catch (InvalidNetworkException e) {
            return new Outcome.Rejected(String.valueOf(e.getMessage()));
        }
        listener.accept(new CheckFinding.Good(
                "it is a TorchScript archive with a valid card: " + file.card().name()));
        NetworkOpening opening = file.open(Device.cpu());
        if (opening instanceof NetworkOpening.Refused refused) {
            return new Outcome.Rejected(refused.reason());
        }
        try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network()) {
            listener.accept(new CheckFinding.Good("libtorch loads it"));
            CheckFinding mode = SavedModeCheck.look(file, network);
            if (mode instanceof CheckFinding.Bad bad) {
                return new Outcome.Rejected(path + ": " + bad.what());
            }
            listener.accept(mode);
            Optional<CheckFinding.Bad> bad = NetworkCheck.run(network, listener);
            return bad.isPresent()
                    ? new Outcome.Rejected(path + ": " + bad.get().what())
                    : new Outcome.Accepted(file, PassTiming.measure(network, timedSide(file.card(), side)));
        }
    }
}
