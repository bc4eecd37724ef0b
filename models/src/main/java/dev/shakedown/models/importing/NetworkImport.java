package dev.shakedown.models.importing;

import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.check.NetworkFileCheck;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.check.PassTiming;
import dev.shakedown.models.check.PeakMemory;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RegistryListing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Checks a network file and puts it into a directory of imported networks. Ends with status 0 if all is well, 2 if the
 * file, its name or the arguments are not as they must be, 1 if the directory cannot be written.
 */
@Command(name = "shakedown import-network")
public final class NetworkImport {

    private static final int LEAST_SIDE = 16;
    private static final int GREATEST_SIDE = 2048;

    @Parameters(paramLabel = "FILE", description = "The network's file.")
    private Path file = Path.of("");

    @Option(names = "--into", required = true, description = "The directory of imported networks.")
    private Path into = Path.of("");

    @Option(
            names = "--others",
            description = "A directory whose networks are served beside the imported ones; their names are taken.")
    private List<Path> others = List.of();

    @Option(names = "--size", defaultValue = "256", description = "Side of the picture that the network is timed with.")
    private int side;

    @Option(names = "--check", description = "Write nothing.")
    private boolean checkOnly;

    @Option(names = "--replace", description = "Take the place of an imported network of the same name.")
    private boolean replace;

    private final PrintStream out;

    private NetworkImport(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(run(args, new PrintStream(System.out, true, StandardCharsets.UTF_8), System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            NetworkImport networkImport = new NetworkImport(out);
            new CommandLine(networkImport).parseArgs(args);
            networkImport.run();
            return 0;
        } catch (ParameterException | RejectedException | InvalidNetworkException e) {
            err.println("shakedown: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println("shakedown: " + e);
            return 1;
        }
    }

    /** The file is not taken; the message says why, and what to change. */
    static final class RejectedException extends Exception {

        RejectedException(String message) {
            super(message);
        }
    }

    private void run() throws RejectedException, InvalidNetworkException, IOException {
        if (side < LEAST_SIDE || side > GREATEST_SIDE) {
            throw new RejectedException(
                    "--size: " + side + ": must be a whole number from " + LEAST_SIDE + " to " + GREATEST_SIDE);
        }
        NetworkFile candidate = NetworkFile.read(file);
        if (!checkOnly && isThere(candidate)) {
            out.println(candidate.card().name() + ": is there already, with the same bytes; nothing to do");
            return;
        }
        NetworkFileCheck.Outcome outcome = NetworkFileCheck.run(file, side, this::print);
        if (outcome instanceof NetworkFileCheck.Outcome.Rejected rejected) {
            throw new RejectedException(rejected.reason());
        }
        NetworkFileCheck.Outcome.Accepted accepted = (NetworkFileCheck.Outcome.Accepted) outcome;
        print(accepted.file(), accepted.timing(), accepted.memory());
        if (!checkOnly) {
            Path place = new ImportedNetworks(into).add(accepted.file());
            out.println("imported to " + place + "; workers of this directory serve it within some seconds");
        }
    }

    /** Whether the very file is served already; a name that means another one is refused, before long checks. */
    private boolean isThere(NetworkFile candidate) throws InvalidNetworkException, RejectedException {
        String name = candidate.card().name();
        for (Path directory : others) {
            for (NetworkFile other : NetworkRegistry.read(directory).files()) {
                if (other.card().name().equals(name)) {
                    requireSame(candidate, other.sha256(), other.path(), "change the name on its card");
                    return true;
                }
            }
        }
        Optional<RegistryListing.Entry> former = new ImportedNetworks(into).find(name);
        if (former.isEmpty()) {
            return false;
        }
        Path place = into.resolve(former.get().file());
        if (!replace) {
            requireSame(
                    candidate,
                    former.get().sha256(),
                    place,
                    "change the name on its card, or replace that with --replace");
        }
        return candidate.sha256().equals(former.get().sha256()) && isWhole(place, candidate.sha256());
    }

    /** Whether a listed file is still there, and unchanged; if not, importing it again repairs it. */
    private static boolean isWhole(Path place, String sha256) {
        try {
            return NetworkFile.read(place).sha256().equals(sha256);
        } catch (InvalidNetworkException e) {
            return false;
        }
    }

    private static void requireSame(NetworkFile candidate, String sha256, Path place, String remedy)
            throws RejectedException {
        if (!candidate.sha256().equals(sha256)) {
            throw new RejectedException(candidate.path() + ": card.json: name: "
                    + candidate.card().name() + ": is taken by another network, " + place + "; " + remedy);
        }
    }

    private void print(CheckFinding finding) {
        out.println((finding instanceof CheckFinding.Doubtful ? "  ?   " : "  ok  ") + finding.what());
    }

    private void print(NetworkFile file, PassTiming timing, NetworkFileCheck.Memory memory) {
        NetworkCard card = file.card();
        boolean blind = card.kind() == NetworkCard.Kind.BLIND;
        out.printf(Locale.ROOT, "%s: %s%n", card.name(), card.title());
        out.printf(
                Locale.ROOT,
                "  kind        %s%s%n",
                blind ? "blind" : "non-blind",
                card.gradient() == NetworkCard.Gradient.VJP ? ", with a gradient of its own" : "");
        Long parameters = card.parameters();
        out.printf(
                "  parameters  %s, %s%n",
                parameters == null ? "not counted on the card" : String.format(Locale.ROOT, "%,d", parameters),
                card.precision());
        if (card.gmac() != null) {
            out.printf(Locale.ROOT, "  GMAC        %.4g at 256x256%n", card.gmac());
        }
        List<Integer> tile = card.fixedSize();
        if (tile != null) {
            out.printf(
                    Locale.ROOT,
                    "  tiles       %dx%d; larger pictures are cut into tiles that overlap%n",
                    tile.get(0),
                    tile.get(1));
        }
        out.printf("  licence     %s%n", card.licence());
        out.printf("  sha256      %s%n", file.sha256());
        out.printf(
                Locale.ROOT,
                "  speed       %.3g s forward, %.3g s objective and gradient, at %dx%d%s%n",
                timing.forwardSeconds(),
                timing.gradientSeconds(),
                timing.side(),
                timing.side(),
                blind ? "" : " with a kernel of side " + PassTiming.KERNEL_SIDE);
        out.printf(
                Locale.ROOT,
                "  memory      %s at most in the checks, %s for the gradient at %dx%d, this process included%n",
                PeakMemory.describe(memory.checks()),
                PeakMemory.describe(memory.gradient()),
                timing.side(),
                timing.side());
    }
}
