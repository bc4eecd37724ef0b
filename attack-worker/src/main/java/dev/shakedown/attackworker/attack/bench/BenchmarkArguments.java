package dev.shakedown.attackworker.attack.bench;

import ai.djl.Device;
import dev.shakedown.attackworker.throughput.PassPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark is asked for.
 *
 * @param directories of registered networks
 * @param size side of the image in pixels
 * @param kernelSize side of the kernel in pixels, odd
 * @param steps of an attack in a round
 * @param rounds how many
 * @param slots images on their way at a time, at most
 * @param plan how they go through the network; null to measure
 * @param device where to compute
 * @param plain whether the plain script runs beside the engine
 * @param asExported whether the plain script keeps the file's frozen weights and their layout
 * @param python the interpreter for the script
 * @param script the plain script's file
 * @param networks names of registered networks and paths of files; empty for all that are registered
 */
record BenchmarkArguments(
        List<Path> directories,
        int size,
        int kernelSize,
        int steps,
        int rounds,
        int slots,
        @Nullable PassPlan plan,
        Device device,
        boolean plain,
        boolean asExported,
        String python,
        String script,
        List<String> networks) {

    static final String USAGE = """
            Usage: shakedown bench attack [OPTIONS] [NETWORK ...]
            Runs an untargeted attack on one image with the engine and, beside it, with a plain PyTorch script. Prints a
            line for each NETWORK: how many times faster the engine is, the seconds that each takes for an image and a step,
            the share of the engine's time outside of the network's forward and backward passes, the memory of both, and
            the objective that both have reached in the end.
              NETWORK, --network NETWORK  a registered name, or a file (default: all registered)
              --size PIXELS         side of the image (default: 256)
              --kernel-size PIXELS  side of the kernel, odd (default: 17)
              --steps N             steps in a round (default: 5)
              --rounds N            rounds after finding the plan, which takes up to 20 steps (default: 6)
              --slots N             images on their way at a time, at most (default: 8)
              --plan ROWSxLANES     images in a pass and passes side by side (default: measured)
              --device NAME         cpu or gpu0 (default: cpu)
              --networks DIR[,DIR]  where networks are registered (default: shipped and imported ones)
              --no-plain            without the plain script
              --as-exported         the plain script keeps the file's frozen weights and their layout
              --python FILE         Python with PyTorch and NumPy for the script (default: python3)""";

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a message that names the option, its value and what would be right
     */
    static BenchmarkArguments parse(String[] args) {
        String directories = System.getProperty("shakedown.networks.directory", "models/pretrained");
        int size = 256;
        int kernelSize = 17;
        int steps = 5;
        int rounds = 6;
        int slots = 8;
        PassPlan plan = null;
        boolean plain = true;
        boolean asExported = false;
        String python = "python3";
        String script = "lab/pytorch/plain_attack.py";
        Device device = Device.cpu();
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--size" -> size = number(args, ++i, 16, 2048);
                case "--kernel-size" -> kernelSize = number(args, ++i, 3, 255);
                case "--steps" -> steps = number(args, ++i, 1, 10_000);
                case "--rounds" -> rounds = number(args, ++i, 1, 10_000);
                case "--slots" -> slots = number(args, ++i, 1, 1024);
                case "--plan" -> plan = plan(value(args, ++i));
                case "--no-plain" -> plain = false;
                case "--as-exported" -> asExported = true;
                case "--python" -> python = value(args, ++i);
                case "--script" -> script = value(args, ++i);
                case "--device" -> device = Device.fromName(value(args, ++i));
                case "--networks" -> directories = value(args, ++i);
                case "--network" -> networks.add(value(args, ++i));
                default -> {
                    if (args[i].startsWith("-")) {
                        throw new IllegalArgumentException(args[i] + ": must be an option that --help names");
                    }
                    networks.add(args[i]);
                }
            }
        }
        if (kernelSize % 2 == 0) {
            throw new IllegalArgumentException("--kernel-size: " + kernelSize + ": must be odd");
        }
        List<Path> paths = Arrays.stream(directories.split(",")).map(Path::of).toList();
        return new BenchmarkArguments(
                paths,
                size,
                kernelSize,
                steps,
                rounds,
                slots,
                plan,
                device,
                plain,
                asExported,
                python,
                script,
                List.copyOf(networks));
    }

    /** The steps of the attack whose end is compared: those that may go into finding the plan, and the rounds. */
    int stepsInAll() {
        return EngineSide.MOST_WARM_UP_STEPS + rounds * steps;
    }

    private static PassPlan plan(String text) {
        try {
            return PassPlan.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--plan: " + e.getMessage(), e);
        }
    }

    private static int number(String[] args, int i, int least, int greatest) {
        String expected = "a whole number from " + least + " to " + greatest;
        try {
            int number = Integer.parseInt(value(args, i));
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported with the other values that are out of range.
        }
        throw new IllegalArgumentException(args[i - 1] + ": " + args[i] + ": must be " + expected);
    }

    private static String value(String[] args, int i) {
        if (i >= args.length) {
            throw new IllegalArgumentException(args[i - 1] + ": its value is missing");
        }
        return args[i];
    }
}
