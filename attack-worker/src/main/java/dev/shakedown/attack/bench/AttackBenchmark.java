package dev.shakedown.attack.bench;

import ai.djl.Device;
import dev.shakedown.restoration.InvalidNetworkException;
import dev.shakedown.restoration.NetworkFile;
import dev.shakedown.restoration.NetworkOpening;
import dev.shakedown.restoration.NetworkRegistry;
import dev.shakedown.restoration.RestorationNetwork;
import dev.shakedown.restoration.check.PeakMemory;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints, for each network of a registry, the seconds that an attack step takes and the share of it that is spent
 * outside of the network's own forward and backward pass. Both are measured alternately in one run, so the share holds
 * even where the machine's speed drifts; the seconds are medians.
 */
public final class AttackBenchmark {

    private static final int ROUNDS = 15;

    private AttackBenchmark() {}

    private static final String USAGE = """
            Usage: shakedown bench attack [--size PIXELS] [--steps PER-ROUND] [--device NAME] [--networks DIRECTORY] [NETWORK ...]
            Prints, for each NETWORK (default: all of the directory), the median seconds of an attack step and of the
            network's bare forward and backward pass, the share of the step outside of that pass, and peak memory.""";

    /**
     * Runs the benchmark.
     *
     * @param args as the usage says; the networks' default directory is the system property
     *     {@code shakedown.networks.directory}
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (List.of(args).contains("--help")) {
            out.println(USAGE);
            return;
        }
        try {
            run(Arguments.parse(args), out);
        } catch (IllegalArgumentException | InvalidNetworkException e) {
            System.err.println("shakedown: bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private record Arguments(Path directory, int size, int steps, Device device, List<String> networks) {

        static Arguments parse(String[] args) {
            String directory = System.getProperty("shakedown.networks.directory", "models/pretrained");
            int size = 256;
            int steps = 10;
            Device device = Device.cpu();
            List<String> networks = new ArrayList<>();
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--size" -> size = number(args, ++i, 16, 2048);
                    case "--steps" -> steps = number(args, ++i, 1, 10_000);
                    case "--device" -> device = Device.fromName(value(args, ++i));
                    case "--networks" -> directory = value(args, ++i);
                    default -> networks.add(args[i]);
                }
            }
            return new Arguments(Path.of(directory), size, steps, device, networks);
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

    private static void run(Arguments arguments, PrintStream out) throws InvalidNetworkException {
        NetworkRegistry registry = NetworkRegistry.read(arguments.directory());
        List<String> known =
                registry.files().stream().map(file -> file.card().name()).toList();
        for (String name : arguments.networks()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("NETWORK: " + name + ": must be one of " + known);
            }
        }
        out.printf(
                Locale.ROOT,
                "%d rounds of %d steps, one image of %dx%d, on %s%n",
                ROUNDS,
                arguments.steps(),
                arguments.size(),
                arguments.size(),
                arguments.device());
        out.printf("%-16s %12s %12s %10s %12s%n", "network", "s/step", "s/pass", "outside", "peak RSS");
        for (NetworkFile file : registry.files()) {
            if (arguments.networks().isEmpty()
                    || arguments.networks().contains(file.card().name())) {
                measure(registry, file, arguments, out);
            }
        }
    }

    private static void measure(NetworkRegistry registry, NetworkFile file, Arguments arguments, PrintStream out)
            throws InvalidNetworkException {
        NetworkOpening opening = registry.open(file.ref(), arguments.device());
        if (opening instanceof NetworkOpening.Refused refused) {
            throw new IllegalArgumentException(refused.reason());
        }
        try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
                StepTiming timing = new StepTiming(network, arguments.size())) {
            timing.warmUp();
            for (int round = 0; round < ROUNDS; round++) {
                timing.round(arguments.steps());
            }
            out.printf(
                    Locale.ROOT,
                    "%-16s %12.5f %12.5f %9.1f%% %12s%n",
                    file.card().name(),
                    timing.secondsPerStep(),
                    timing.secondsPerPass(),
                    100 * timing.shareOutside(),
                    PeakMemory.describe());
        }
    }
}
