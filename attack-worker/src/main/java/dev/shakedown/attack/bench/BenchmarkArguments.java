package dev.shakedown.attack.bench;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the benchmark is asked for.
 *
 * @param directories of registered networks
 * @param size side of the image in pixels
 * @param kernelSize side of the kernel in pixels, odd
 * @param steps of an attack in a round
 * @param rounds how many
 * @param device where to compute
 * @param networks names of registered networks and paths of files; empty for all that are registered
 */
record BenchmarkArguments(
        List<Path> directories, int size, int kernelSize, int steps, int rounds, Device device, List<String> networks) {

    static final String USAGE = """
            Usage: shakedown bench attack [OPTIONS] [NETWORK ...]
            Prints, for each NETWORK, the median seconds of an attack step and of the network's bare forward and backward
            pass, the share of the step outside of that pass, the objective at first and at last, and the most memory
            that the process has had by then: for one network's memory, ask for it alone.
              NETWORK, --network NETWORK  a registered name, or a file (default: all registered)
              --size PIXELS         side of the image (default: 256)
              --kernel-size PIXELS  side of the kernel, odd (default: 17)
              --steps N             steps in a round (default: 10)
              --rounds N            rounds after the first, which warms up and does not count (default: 15)
              --device NAME         cpu or gpu0 (default: cpu)
              --networks DIR[,DIR]  where networks are registered (default: shipped and imported ones)""";

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with a message that names the option, its value and what would be right
     */
    static BenchmarkArguments parse(String[] args) {
        String directories = System.getProperty("shakedown.networks.directory", "models/pretrained");
        int size = 256;
        int kernelSize = 17;
        int steps = 10;
        int rounds = 15;
        Device device = Device.cpu();
        List<String> networks = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--size" -> size = number(args, ++i, 16, 2048);
                case "--kernel-size" -> kernelSize = number(args, ++i, 3, 255);
                case "--steps" -> steps = number(args, ++i, 1, 10_000);
                case "--rounds" -> rounds = number(args, ++i, 1, 10_000);
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
        return new BenchmarkArguments(paths, size, kernelSize, steps, rounds, device, List.copyOf(networks));
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
