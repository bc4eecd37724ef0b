package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.ScratchDirectory;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a network file and makes it one that workers serve; the checks are part of the worker. */
@Command(
        name = "import-network",
        header = "Check a network of your own and add it to the networks.",
        description = {
            "FILE is a network file; or TorchScript, a .pt2, ONNX, weights, or FILE.py:FUNCTION, of which Python makes one.",
            "Runs the file on small pictures: shapes, gradient, batches, kernels, repetition, saved mode.",
            "Measures what it makes of a blurred photograph, warns of wrong ranges and channels; then times it.",
            "A file that passes is copied to models/imported. A running ./shakedown up serves it within some seconds.",
            "A TorchScript file is code: import only what you trust. docs/networks.md says what it must do."
        },
        mixinStandardHelpOptions = true)
final class ImportNetworkCommand extends PrintingCommand {

    private static final String MAIN = "dev.shakedown.models.importing.NetworkImport";

    @Parameters(paramLabel = "FILE", description = "The network; docs/networks.md lists the kinds of files.")
    private Path file = Path.of("");

    @Option(names = "--check", description = "Check and time it, and leave it at that.")
    private boolean check;

    @Option(names = "--replace", description = "Take the place of an imported network of the same name.")
    private boolean replace;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            description = "Side of the picture that it is timed with (default: ${DEFAULT-VALUE}).")
    private int size = 256;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "Where to put it (default: models/imported of the checkout).")
    private @Nullable Path into;

    @Mixin
    private final NetworkConversion conversion = new NetworkConversion();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Checkout checkout = Checkout.ofLauncher();
        NetworkSource source = NetworkSource.of(file);
        boolean isConverted = conversion.isNeeded(source);
        if (!isConverted && !conversion.isTiled()) {
            return importFile(file, checkout);
        }
        try (ScratchDirectory scratch = new ScratchDirectory(null)) {
            Path network = isConverted ? scratch.path().resolve("network.pt") : file;
            int status = isConverted ? conversion.run(source, network, checkout, this::print) : ExitCode.OK;
            if (status == ExitCode.OK && conversion.isTiled()) {
                Path tiled = scratch.path().resolve("tiled.pt");
                status = conversion.tile(network, tiled, checkout);
                network = tiled;
            }
            return status == ExitCode.OK ? importFile(network, checkout) : status;
        }
    }

    private int importFile(Path network, Checkout checkout) throws IOException, InterruptedException {
        Path directory = into == null ? checkout.importedNetworks() : into;
        List<String> arguments = new ArrayList<>(List.of(
                network.toString(),
                "--into",
                directory.toString(),
                "--others",
                checkout.shippedNetworks().toString(),
                "--size",
                Integer.toString(size)));
        if (check) {
            arguments.add("--check");
        }
        if (replace) {
            arguments.add("--replace");
        }
        checkout.claim();
        return WorkerProgram.of(checkout, MAIN, arguments).run();
    }
}
