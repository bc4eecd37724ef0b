package dev.shakedown.attackworker.attack.bench;

import ai.djl.Device;
import dev.shakedown.attackworker.throughput.PassPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the benchmark. Sizes are in pixels. */
@Command(
        name = "shakedown bench attack",
        description = {
            "Runs an untargeted attack on one image with the engine and, beside it, with a PyTorch script in several",
            "styles: as people write it, and as an expert does. Prints for each NETWORK the seconds that each takes for an",
            "image and a step, how many times faster the engine is than each and than the best of them, the share of the",
            "engine's time outside of the network's forward and backward passes, the memory of all, and the objective that",
            "each has reached in the end."
        })
interface BenchmarkArguments {

    Map<String, Range> RANGES = Map.of(
            "--size", new Range(16, 2048),
            "--kernel-size", new Range(3, 255),
            "--steps", new Range(1, 10_000),
            "--rounds", new Range(1, 10_000),
            "--slots", new Range(1, 1024));

    Range BATCHES = new Range(1, 1024);

    @Parameters(
            paramLabel = "NETWORK",
            arity = "0..*",
            description = "A registered name, or a file (default: all registered).")
    @Nullable
    List<String> positional();

    @Option(names = "--network", paramLabel = "NETWORK", description = "The same.")
    @Nullable
    List<String> named();

    @Option(
            names = "--networks",
            paramLabel = "DIR",
            split = ",",
            defaultValue = "${sys:shakedown.networks.directory:-models/pretrained}",
            description = "Where networks are registered (default: shipped and imported ones).")
    List<Path> directories();

    @Option(names = "--one-by-one", description = "One side after the other, not in turn; always so on a GPU.")
    boolean oneByOne();

    @Option(names = "--no-script", description = "Without the script.")
    boolean withoutScript();

    @Option(
            names = "--styles",
            paramLabel = "STYLE",
            split = ",",
            defaultValue = "plain,expert,expert-bf16",
            description = {
                "Of the script: plain (float32, default layout, weights that require gradients), expert (frozen weights,",
                "channels-last), expert-bf16 (the same in bfloat16), compiled (torch.compile; default: ${DEFAULT-VALUE})."
            })
    List<String> styles();

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "python3",
            description = "Python with PyTorch and NumPy for the script (default: ${DEFAULT-VALUE}).")
    String python();

    @Option(names = "--script", hidden = true, defaultValue = "lab/pytorch/plain_attack.py")
    String script();

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help();

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Side of the image (default: ${DEFAULT-VALUE}).")
    int size();

    @Option(
            names = "--kernel-size",
            paramLabel = "PIXELS",
            defaultValue = "17",
            description = "Side of the kernel, odd (default: ${DEFAULT-VALUE}).")
    int kernelSize();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps in a round (default: ${DEFAULT-VALUE}).")
    int steps();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Rounds after finding the plan, which takes up to 20 steps (default: ${DEFAULT-VALUE}).")
    int rounds();

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "8",
            description = "Greatest number of images in the batch (default: ${DEFAULT-VALUE}).")
    int slots();

    @Option(
            names = "--plan",
            paramLabel = "ROWSxLANES",
            description = "Images in a pass and passes side by side (default: measured).")
    @Nullable
    PassPlan plan();

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            description = {
                "Measure with so many images in a pass, one number after the other, on both sides, such as 1,8,64;",
                "instead of --slots and --plan."
            })
    @Nullable
    List<Integer> batches();

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu or gpu0 (default: ${DEFAULT-VALUE}).")
    Device device();

    /** Names of registered networks and paths of files; empty for all that are registered. */
    static List<String> networks(BenchmarkArguments arguments) {
        return Stream.of(arguments.positional(), arguments.named())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .toList();
    }

    /** How many images both sides have in a pass; empty where the engine finds out, and the script has one. */
    static List<Integer> batchesOf(BenchmarkArguments arguments) {
        List<Integer> batches = arguments.batches();
        return batches == null ? List.of() : batches;
    }

    record Range(int least, int greatest) {

        private String refusal(String option, @Nullable Object value) {
            return "%s: %s: must be a whole number from %d to %d".formatted(option, value, least, greatest);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(BenchmarkArguments.class)
                .registerConverter(PassPlan.class, PassPlan::parse)
                .registerConverter(Device.class, Device::fromName)
                .setUsageHelpLongOptionsMaxWidth(26);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a message that names the option, its value and what would be right
     */
    static BenchmarkArguments parse(String... args) {
        CommandLine commandLine = commandLine();
        try {
            commandLine.parseArgs(args);
        } catch (MissingParameterException e) {
            String option = ((OptionSpec) e.getMissing().get(0)).longestName();
            throw new IllegalArgumentException(option + ": its value is missing", e);
        } catch (UnmatchedArgumentException e) {
            throw new IllegalArgumentException(e.getUnmatched().get(0) + ": must be an option that --help names", e);
        } catch (ParameterException e) {
            String option = e.getArgSpec() instanceof OptionSpec spec ? spec.longestName() : "NETWORK";
            Range range = option.equals("--batches") ? BATCHES : RANGES.get(option);
            String reason = e.getCause() == null
                    ? e.getMessage()
                    : option + ": " + e.getCause().getMessage();
            throw new IllegalArgumentException(range == null ? reason : range.refusal(option, e.getValue()), e);
        }
        RANGES.forEach((option, range) -> {
            int value = commandLine.getCommandSpec().findOption(option).getValue();
            if (value < range.least() || value > range.greatest()) {
                throw new IllegalArgumentException(range.refusal(option, value));
            }
        });
        BenchmarkArguments arguments = commandLine.getCommand();
        for (int images : batchesOf(arguments)) {
            if (images < BATCHES.least() || images > BATCHES.greatest()) {
                throw new IllegalArgumentException(BATCHES.refusal("--batches", images));
            }
        }
        if (arguments.kernelSize() % 2 == 0) {
            throw new IllegalArgumentException("--kernel-size: " + arguments.kernelSize() + ": must be odd");
        }
        return arguments;
    }
}
