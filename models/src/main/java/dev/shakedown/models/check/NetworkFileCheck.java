package dev.shakedown.models.check;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.LibtorchMessage;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks and times a network file, from its bytes to its gradient. */
public final class NetworkFileCheck {

    private static final List<Check> CHECKS = List.of(
            OutputCheck::shapes,
            OutputCheck::repetition,
            GradientCheck::exists,
            OutputCheck::constantPictures,
            GradientCheck::slope,
            BatchCheck::kernelPadding,
            BatchCheck::independence,
            WeightsCheck::precision,
            WeightsCheck::count,
            PhotographCheck::restoration,
            PhotographCheck::bounds);

    private NetworkFileCheck() {}

    public sealed interface Outcome {

        /** The file passes. */
        record Accepted(NetworkFile file, PassTiming timing, Memory memory) implements Outcome {}

        /** The file must not be attacked as it is; {@code reason}: one line: what is wrong, and what to change. */
        record Rejected(String reason) implements Outcome {}
    }

    /**
     * The most memory that the process had resident, in bytes; 0 where that is not known.
     *
     * @param checks until all checks were done, loading the network included
     * @param gradient while the gradient was timed
     */
    public record Memory(long checks, long gradient) {}

    /** Of a network with tiles, that of one tile: larger pictures take as long as their tiles. */
    private static int timedSide(NetworkCard card, int side) {
        List<Integer> tile = card.fixedSize();
        return tile == null ? Math.max(side, card.minimumSize()) : Math.min(tile.get(0), tile.get(1));
    }

    /**
     * Checks and times a file.
     *
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
            Optional<CheckFinding.Bad> bad = check(network, listener);
            if (bad.isPresent()) {
                return new Outcome.Rejected(path + ": " + bad.get().what());
            }
            long checks = PeakMemory.peak();
            PeakMemory.forget();
            PassTiming timing = PassTiming.measure(network, timedSide(file.card(), side));
            return new Outcome.Accepted(file, timing, new Memory(checks, PeakMemory.peak()));
        }
    }

    private interface Check {
        CheckFinding look(NetworkTrial trial);
    }

    /**
     * Checks everything that the attack relies on with small pictures, in some tens of passes, until something is bad.
     *
     * @param network not closed
     * @param listener hears every finding that is not bad, in turn
     * @return what is bad; empty if nothing is
     */
    public static Optional<CheckFinding.Bad> check(RestorationNetwork network, Consumer<CheckFinding> listener) {
        for (Check check : CHECKS) {
            CheckFinding finding;
            try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
                finding = check.look(new NetworkTrial(network, manager, new TrialInput(manager, 1)));
            } catch (EngineException e) {
                finding = new CheckFinding.Bad("the network fails: " + LibtorchMessage.line(e));
            } catch (IllegalStateException e) {
                finding = new CheckFinding.Bad(String.valueOf(e.getMessage()));
            }
            if (finding instanceof CheckFinding.Bad bad) {
                return Optional.of(bad);
            }
            listener.accept(finding);
        }
        return Optional.empty();
    }

    /** What a check of a network found. */
    public sealed interface CheckFinding {

        /** Human-readable, one line. */
        String what();

        /** As it should be. */
        record Good(String what) implements CheckFinding {}

        /** Perhaps not as it should be, and nothing that an attack trips over. */
        record Doubtful(String what) implements CheckFinding {}

        /** Attacks on this network would fail or mean nothing. */
        record Bad(String what) implements CheckFinding {}
    }

    /** The card's precision and number of parameters are plausible for the weights. */
    static final class WeightsCheck {

        private static final Map<String, DataType> TYPES =
                Map.of("fp32", DataType.FLOAT32, "bf16", DataType.BFLOAT16, "fp16", DataType.FLOAT16);

        private WeightsCheck() {}

        static CheckFinding precision(NetworkTrial trial) {
            Map<DataType, Long> weights = trial.network().weights();
            String precision = trial.card().precision();
            for (Map.Entry<String, DataType> other : TYPES.entrySet()) {
                boolean isLower =
                        !other.getKey().equals("fp32") && !other.getKey().equals(precision);
                if (isLower && weights.containsKey(other.getValue())) {
                    return new CheckFinding.Bad("card.json: precision: " + precision + ": must be " + other.getKey()
                            + ", in which there are weights");
                }
            }
            if (trial.isCoarse() && !weights.isEmpty() && !weights.containsKey(TYPES.get(precision))) {
                return new CheckFinding.Doubtful("card.json: precision: " + precision + ", but the weights are "
                        + weights.keySet() + "; right only if the file computes in " + precision + " all the same");
            }
            return new CheckFinding.Good("the weights' precision is the card's, " + precision);
        }

        static CheckFinding count(NetworkTrial trial) {
            long stored = trial.network().weights().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            Long said = trial.card().parameters();
            if (said == null) {
                return new CheckFinding.Good(String.format(Locale.ROOT, "the file stores %,d parameters", stored));
            }
            // A weight that is used in several places is stored in each.
            return stored >= said
                    ? new CheckFinding.Good(String.format(
                            Locale.ROOT, "the card counts %,d parameters, the file stores %,d", said, stored))
                    : new CheckFinding.Doubtful(String.format(
                            Locale.ROOT,
                            "card.json: parameters: %,d, but the file stores %,d, constants of its code included",
                            said,
                            stored));
        }
    }
}
