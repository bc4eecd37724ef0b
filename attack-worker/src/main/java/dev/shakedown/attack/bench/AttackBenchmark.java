package dev.shakedown.attack.bench;

import dev.shakedown.restoration.InvalidNetworkException;
import dev.shakedown.restoration.NetworkFile;
import dev.shakedown.restoration.NetworkOpening;
import dev.shakedown.restoration.NetworkRegistry;
import dev.shakedown.restoration.RestorationNetwork;
import dev.shakedown.restoration.check.PeakMemory;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints, for each network, the seconds that an attack step takes and the share of it that is spent outside of the
 * network's own forward and backward pass. Both are measured alternately in one run, so the share holds even where the
 * machine's speed drifts; the seconds are medians.
 */
public final class AttackBenchmark {

    private static final int MOST_WARM_UP_STEPS = 5;

    private final BenchmarkArguments arguments;
    private final PrintStream out;

    private AttackBenchmark(BenchmarkArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
    }

    /**
     * Runs the benchmark.
     *
     * @param args as the usage says; the default directories are the system property
     *     {@code shakedown.networks.directory}, separated by commas
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (List.of(args).contains("--help")) {
            out.println(BenchmarkArguments.USAGE);
            return;
        }
        try {
            new AttackBenchmark(BenchmarkArguments.parse(args), out).run();
        } catch (IllegalArgumentException | InvalidNetworkException e) {
            System.err.println("shakedown: bench: " + e.getMessage());
            System.exit(2);
        }
    }

    private void run() throws InvalidNetworkException {
        List<NetworkFile> files = files();
        out.printf(
                Locale.ROOT,
                "%d rounds of %d steps, one image of %dx%d, kernel %dx%d, on %s%n",
                arguments.rounds(),
                arguments.steps(),
                arguments.size(),
                arguments.size(),
                arguments.kernelSize(),
                arguments.kernelSize(),
                arguments.device());
        out.printf(
                "%-16s %12s %12s %10s  %-32s %12s%n",
                "network", "s/step", "s/pass", "outside", "objective", "peak RSS");
        files.forEach(this::measure);
    }

    private List<NetworkFile> files() throws InvalidNetworkException {
        List<NetworkFile> registered =
                NetworkRegistry.read(arguments.directories()).files();
        if (arguments.networks().isEmpty()) {
            return registered;
        }
        List<String> known = registered.stream().map(file -> file.card().name()).toList();
        List<NetworkFile> wanted = new ArrayList<>();
        for (String network : arguments.networks()) {
            if (known.contains(network)) {
                wanted.add(registered.get(known.indexOf(network)));
            } else if (Files.isRegularFile(Path.of(network))) {
                System.err.println("shakedown: bench: " + network
                        + ": is in no registry, and runs unchecked; ./shakedown import-network checks it");
                wanted.add(NetworkFile.read(Path.of(network)));
            } else {
                throw new IllegalArgumentException("NETWORK: " + network + ": must be a file, or one of " + known);
            }
        }
        return wanted;
    }

    private void measure(NetworkFile file) {
        int least = file.card().minimumSize();
        if (arguments.size() < least) {
            throw new IllegalArgumentException("--size: " + arguments.size() + ": must be at least " + least + " for "
                    + file.card().name());
        }
        NetworkOpening opening = file.open(arguments.device());
        if (opening instanceof NetworkOpening.Refused refused) {
            throw new IllegalArgumentException(refused.reason());
        }
        try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
                StepTiming timing = new StepTiming(network, arguments.size(), arguments.kernelSize())) {
            timing.warmUp(Math.min(MOST_WARM_UP_STEPS, arguments.steps()));
            for (int round = 0; round < arguments.rounds(); round++) {
                timing.round(arguments.steps());
            }
            String objective = String.format(
                    Locale.ROOT,
                    "%.4g -> %.4g (step %d)",
                    timing.first().objective(),
                    timing.last().objective(),
                    timing.last().step());
            out.printf(
                    Locale.ROOT,
                    "%-16s %12.5f %12.5f %9.1f%%  %-32s %12s%n",
                    file.card().name(),
                    timing.secondsPerStep(),
                    timing.secondsPerPass(),
                    100 * timing.shareOutside(),
                    objective,
                    PeakMemory.describe());
        }
    }
}
