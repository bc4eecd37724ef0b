package dev.shakedown.attackworker.attack.bench;

import ai.djl.Device;
import dev.shakedown.attackworker.throughput.PassPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the benchmark. Sizes are in pixels. */
@Command(
        name = "shakedown bench attack",
        sortOptions = false,
        description = {
            "Runs an untargeted attack on one image with the engine and, beside it, with a plain PyTorch script. Prints a",
            "line for each NETWORK: how many times faster the engine is, the seconds that each takes for an image and a",
            "step, the share of the engine's time outside of the network's forward and backward passes, the memory of",
            "both, and the objective that both have reached in the end."
        })
@SuppressWarnings("UnusedMethod") // picocli calls the setters.
final class BenchmarkArguments {

    @Parameters(
            paramLabel = "NETWORK",
            arity = "0..*",
            description = "A registered name, or a file (default: all registered).")
    private List<String> positional = new ArrayList<>();

    @Option(names = "--network", paramLabel = "NETWORK", description = "The same.")
    private List<String> named = new ArrayList<>();

    private int size;
    private int kernelSize;
    private int steps;
    private int rounds;
    private int slots;
    private @Nullable PassPlan plan;
    private Device device = Device.cpu();

    @Option(
            names = "--networks",
            paramLabel = "DIR",
            split = ",",
            defaultValue = "${sys:shakedown.networks.directory:-models/pretrained}",
            description = "Where networks are registered (default: shipped and imported ones).")
    private List<Path> directories = List.of();

    @Option(names = "--no-plain", description = "Without the plain script.")
    private boolean withoutPlain;

    @Option(names = "--as-exported", description = "The plain script keeps the file's frozen weights and their layout.")
    private boolean asExported;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            defaultValue = "python3",
            description = "Python with PyTorch and NumPy for the script (default: ${DEFAULT-VALUE}).")
    private String python = "";

    @Option(names = "--script", hidden = true, defaultValue = "lab/pytorch/plain_attack.py")
    private String script = "";

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Side of the image (default: ${DEFAULT-VALUE}).")
    private void setSize(String value) {
        size = number("--size", value, 16, 2048);
    }

    @Option(
            names = "--kernel-size",
            paramLabel = "PIXELS",
            defaultValue = "17",
            description = "Side of the kernel, odd (default: ${DEFAULT-VALUE}).")
    private void setKernelSize(String value) {
        kernelSize = number("--kernel-size", value, 3, 255);
        if (kernelSize % 2 == 0) {
            throw invalid("--kernel-size: " + kernelSize + ": must be odd");
        }
    }

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps in a round (default: ${DEFAULT-VALUE}).")
    private void setSteps(String value) {
        steps = number("--steps", value, 1, 10_000);
    }

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Rounds after finding the plan, which takes up to 20 steps (default: ${DEFAULT-VALUE}).")
    private void setRounds(String value) {
        rounds = number("--rounds", value, 1, 10_000);
    }

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "8",
            description = "Greatest number of images in the batch (default: ${DEFAULT-VALUE}).")
    private void setSlots(String value) {
        slots = number("--slots", value, 1, 1024);
    }

    @Option(
            names = "--plan",
            paramLabel = "ROWSxLANES",
            description = "Images in a pass and passes side by side (default: measured).")
    private void setPlan(@Nullable String value) {
        try {
            plan = value == null ? null : PassPlan.parse(value);
        } catch (IllegalArgumentException e) {
            throw invalid("--plan: " + e.getMessage());
        }
    }

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "cpu or gpu0 (default: ${DEFAULT-VALUE}).")
    private void setDevice(String value) {
        device = Device.fromName(value);
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a message that names the option, its value and what would be right
     */
    static BenchmarkArguments parse(String... args) {
        BenchmarkArguments arguments = new BenchmarkArguments();
        try {
            arguments.commandLine().parseArgs(args);
        } catch (MissingParameterException e) {
            String option = ((CommandLine.Model.OptionSpec) e.getMissing().get(0)).longestName();
            throw new IllegalArgumentException(option + ": its value is missing", e);
        } catch (UnmatchedArgumentException e) {
            throw new IllegalArgumentException(e.getUnmatched().get(0) + ": must be an option that --help names", e);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return arguments;
    }

    private CommandLine commandLine() {
        return new CommandLine(this).setUsageHelpLongOptionsMaxWidth(26);
    }

    /** The help text, if it is asked for. */
    @Nullable
    String usage() {
        return help ? commandLine().getUsageMessage() : null;
    }

    /** Directories of registered networks. */
    List<Path> directories() {
        return directories;
    }

    /** Side of the image. */
    int size() {
        return size;
    }

    /** Side of the kernel, odd. */
    int kernelSize() {
        return kernelSize;
    }

    /** Steps of an attack in a round. */
    int steps() {
        return steps;
    }

    int rounds() {
        return rounds;
    }

    /** Greatest number of images in the batch. */
    int slots() {
        return slots;
    }

    /** How images go through the network; null to measure. */
    @Nullable
    PassPlan plan() {
        return plan;
    }

    Device device() {
        return device;
    }

    /** Whether the plain script runs beside the engine. */
    boolean plain() {
        return !withoutPlain;
    }

    /** Whether the plain script keeps the file's frozen weights and their layout. */
    boolean asExported() {
        return asExported;
    }

    /** The interpreter of the plain script. */
    String python() {
        return python;
    }

    /** The plain script's file. */
    String script() {
        return script;
    }

    /** Names of registered networks and paths of files; empty for all that are registered. */
    List<String> networks() {
        List<String> all = new ArrayList<>(positional);
        all.addAll(named);
        return all;
    }

    /** Steps of the attack whose end is compared: the most that finding the plan takes, and the rounds. */
    int stepsInAll() {
        return EngineSide.MOST_WARM_UP_STEPS + rounds * steps;
    }

    private int number(String option, String value, int least, int greatest) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported with the values that are out of range.
        }
        throw invalid(option + ": " + value + ": must be a whole number from " + least + " to " + greatest);
    }

    private ParameterException invalid(String message) {
        return new ParameterException(commandLine(), message);
    }
}
