package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.TerminalProgram;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Makes a network file of another file, or of Python code, by the zoo of this checkout, which needs PyTorch. */
final class NetworkConversion {

    /** Prints the modules of its arguments that are missing, or fails where Python is too old. */
    private static final String PROBE =
            "import sys; sys.version_info >= (3, 9) or sys.exit(9); import importlib.util as u;"
                    + " print(*[m for m in sys.argv[1:] if not u.find_spec(m)])";

    private static final List<String> MODULES = List.of("torch", "numpy", "scipy", "PIL", "skimage", "yaml");

    @Option(
            names = "--card",
            paramLabel = "FILE.yaml",
            description = "What the network is, for a file that is no network file of Shakedown; not for weights.")
    private @Nullable Path card;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description =
                    "Of weights: a network of the zoo, such as nafnet (default: recognised by the tensors' names).")
    private @Nullable String architecture;

    @Option(
            names = "--container",
            paramLabel = "KEY",
            description = "Of weights: the dictionary that holds them, such as params_ema.")
    private @Nullable String container;

    @Option(names = "--card-name", paramLabel = "NAME", description = "Of weights: the name on the card.")
    private @Nullable String cardName;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "Python 3.9 or later with PyTorch, for conversions (default: ${DEFAULT-VALUE}).")
    private String python = "python3";

    @Option(
            names = "--tile",
            paramLabel = "PIXELS",
            description = {
                "Cut larger pictures into tiles of that side, which takes less memory:",
                "the imported file does so itself (zoo tile, which needs Python with PyTorch)."
            })
    private @Nullable Integer tile;

    @Option(
            names = "--overlap",
            paramLabel = "PIXELS",
            description = "With --tile: what neighbouring tiles share at least (default: an eighth of a tile).")
    private @Nullable Integer overlap;

    /** Whether the network is to cut pictures into tiles. */
    boolean isTiled() {
        if (tile == null && overlap != null) {
            throw CommandException.badInput("--overlap: is of tiles: must stand beside --tile");
        }
        return tile != null;
    }

    /** Whether the source must be converted before it is imported; TorchScript only where a card is given for it. */
    boolean isNeeded(NetworkSource source) {
        return switch (source.form()) {
            case CONVERTIBLE, FUNCTION -> true;
            case TORCHSCRIPT -> card != null;
            case NETWORK_FILE -> {
                if (card != null || architecture != null || container != null || cardName != null) {
                    throw CommandException.badInput(
                            source.path()
                                    + ": has a card inside: --card, --architecture, --container and --card-name must be left out");
                }
                yield false;
            }
            case UNKNOWN -> false;
        };
    }

    /**
     * Converts, on this terminal.
     *
     * @param source one that must be converted
     * @param out the file to write
     * @param progress receives a line that says what is done; the zoo's own lines follow it on this terminal
     * @return the exit status: 0, or 2 where the zoo has refused the source, in one line on standard error
     * @throws CommandException if there is no Python with PyTorch, or it breaks down
     */
    int run(NetworkSource source, Path out, Checkout checkout, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path program = programWithModules(source.path(), checkout);
        List<String> zoo = arguments(source, out);
        progress.accept("converting " + source.path() + ": " + python + " -m zoo " + zoo.get(0));
        return runZoo(program, source.path(), zoo, checkout);
    }

    /**
     * Puts a network file behind tiles, on this terminal.
     *
     * @return the exit status: 0, or 2 where the zoo has refused the tiles, in one line on standard error
     * @throws CommandException if there is no Python with PyTorch, or it breaks down
     */
    int tile(Path network, Path out, Checkout checkout) throws IOException, InterruptedException {
        Path program = programWithModules(network, checkout);
        List<String> zoo = new ArrayList<>(List.of("tile", absolute(network), "--out", out.toString()));
        zoo.addAll(List.of("--tile", String.valueOf(tile)));
        add(zoo, "--overlap", overlap == null ? null : overlap.toString());
        return runZoo(program, network, zoo, checkout);
    }

    private static int runZoo(Path program, Path source, List<String> arguments, Checkout checkout)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-m", "zoo"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(zooFolder(checkout).toFile())
                .inheritIO();
        // As the local stack starts its workers.
        builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        // PyTorch warns of what a user cannot change.
        builder.environment().putIfAbsent("PYTHONWARNINGS", "ignore");
        // Modules of the user's folder are found, after the zoo's own.
        builder.environment()
                .merge(
                        "PYTHONPATH",
                        Path.of("").toAbsolutePath().toString(),
                        (given, here) -> here + File.pathSeparator + given);
        int status = TerminalProgram.run(builder);
        if (status != ExitCode.OK && status != ExitCode.USAGE) {
            throw CommandException.failed(
                    source + ": the conversion ended with status " + status + ": its output says why");
        }
        return status;
    }

    private static Path zooFolder(Checkout checkout) {
        return checkout.root().resolve("models");
    }

    private Path programWithModules(Path source, Checkout checkout) throws IOException, InterruptedException {
        Path program = program(source);
        requireModules(program, checkout);
        return program;
    }

    private Path program(Path source) {
        Optional<Path> found = python.contains(File.separator)
                ? Optional.of(Path.of(python).toAbsolutePath()).filter(Files::isExecutable)
                : TerminalProgram.find(python);
        return found.orElseThrow(() -> CommandException.badInput("--python: " + python + ": not found: converting "
                + source + " needs Python 3.9 or later with PyTorch; install both, or name a program that has them"));
    }

    private void requireModules(Path program, Checkout checkout) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-c", PROBE));
        command.addAll(MODULES);
        Process probe = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String missing = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (probe.waitFor() != 0) {
            throw CommandException.badInput("--python: " + python + ": must be Python 3.9 or later with PyTorch");
        }
        if (!missing.isEmpty()) {
            throw CommandException.badInput(
                    "--python: %s: lacks %s: run %s -m pip install -r %s, or name a program that has them with --python"
                            .formatted(
                                    python,
                                    missing.replace(" ", ", "),
                                    python,
                                    zooFolder(checkout).resolve("zoo/requirements.txt")));
        }
    }

    private List<String> arguments(NetworkSource source, Path out) {
        List<String> arguments = new ArrayList<>();
        if (architecture != null) {
            arguments.addAll(List.of("export", architecture, "--checkpoint", absolute(source.path())));
        } else if (source.form() == NetworkSource.Form.FUNCTION) {
            arguments.addAll(List.of("export-module", function(source.path().toString())));
        } else {
            arguments.addAll(List.of("convert", absolute(source.path())));
        }
        arguments.addAll(List.of("--out", out.toString()));
        if (card != null) {
            arguments.addAll(List.of("--card", absolute(card)));
        }
        add(arguments, "--container", container);
        add(arguments, "--card-name", cardName);
        return arguments;
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null) {
            arguments.addAll(List.of(option, value));
        }
    }

    /** A module's name stays what it is. */
    private static String function(String target) {
        int colon = target.lastIndexOf(':');
        String module = target.substring(0, colon);
        return module.endsWith(".py") ? absolute(Path.of(module)) + target.substring(colon) : target;
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
