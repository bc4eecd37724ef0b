package dev.shakedown.attackworker.attack.bench;

import dev.shakedown.attackworker.attack.bench.EngineSide.BenchmarkAttack;
import dev.shakedown.attackworker.attack.bench.EngineSide.StepSeconds;
import dev.shakedown.attackworker.throughput.MemoryMeter;
import dev.shakedown.attackworker.throughput.PassPlanner;
import dev.shakedown.attackworker.throughput.PassThreads;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.check.PeakMemory;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Compares the engine with a PyTorch script in several styles: the same network, image, kernel, starting point and
 * number of steps. All make their steps in turn in one run, so ratios are right even where the machine's speed drifts.
 * Seconds are medians over the rounds. The objectives at the end show that no side did less.
 */
public final class AttackBenchmark {

    private static final double MEBI = 1 << 20;

    private final BenchmarkArguments arguments;
    private final PrintStream out;
    private final boolean withScript;
    private final PassThreads lanes = new PassThreads();

    private AttackBenchmark(BenchmarkArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        this.withScript = !arguments.withoutScript() && ScriptSide.isPossible(arguments.python());
    }

    /**
     * Runs the benchmark.
     *
     * @param args as the usage says; the default directories are the system property
     *     {@code shakedown.networks.directory}, separated by commas
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            BenchmarkArguments arguments = BenchmarkArguments.parse(args);
            if (arguments.help()) {
                BenchmarkArguments.commandLine().usage(out);
            } else {
                new AttackBenchmark(arguments, out).run();
            }
        } catch (IllegalArgumentException | InvalidNetworkException e) {
            System.err.println("shakedown: bench: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("shakedown: bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws InvalidNetworkException, IOException {
        List<NetworkFile> files = files();
        out.printf(
                Locale.ROOT,
                "%d rounds of %d steps, an image of %dx%d, kernel %dx%d, on %s with %d threads%n",
                arguments.rounds(),
                arguments.steps(),
                arguments.size(),
                arguments.size(),
                arguments.kernelSize(),
                arguments.kernelSize(),
                arguments.device(),
                lanes.most());
        if (!arguments.withoutScript() && !withScript) {
            out.println("no script beside it: " + arguments.python() + " has no PyTorch with NumPy");
        }
        try {
            for (NetworkFile file : files) {
                measure(file);
            }
        } finally {
            lanes.close();
        }
    }

    private List<NetworkFile> files() throws InvalidNetworkException {
        List<NetworkFile> registered =
                NetworkRegistry.read(arguments.directories()).files();
        List<String> named = BenchmarkArguments.networks(arguments);
        if (named.isEmpty()) {
            return registered;
        }
        List<String> known = registered.stream().map(file -> file.card().name()).toList();
        List<NetworkFile> wanted = new ArrayList<>();
        for (String network : named) {
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

    private void measure(NetworkFile file) throws IOException {
        int least = file.card().minimumSize();
        if (arguments.size() < least) {
            throw new IllegalArgumentException("--size: " + arguments.size() + ": must be at least " + least + " for "
                    + file.card().name());
        }
        NetworkOpening opening = file.open(arguments.device());
        if (opening instanceof NetworkOpening.Refused refused) {
            throw new IllegalArgumentException(refused.reason());
        }
        boolean onHost = !arguments.device().isGpu();
        PassPlanner planner = arguments.plan() == null
                ? onHost
                        ? PassPlanner.sideBySide(arguments.slots(), lanes.most())
                        : PassPlanner.largerPasses(arguments.slots())
                : PassPlanner.fixed(arguments.plan());
        BenchmarkAttack subject = BenchmarkAttack.of(arguments.size(), arguments.kernelSize());
        PeakMemory.forget();
        try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
                EngineSide engine = new EngineSide(
                        network,
                        subject,
                        new Passes(planner, lanes, MemoryMeter.of(arguments.device())),
                        stepsInAll())) {
            engine.warmUp();
            List<ScriptSide> scripts = new ArrayList<>();
            try {
                for (String style : withScript ? arguments.styles() : List.<String>of()) {
                    scripts.add(ScriptSide.start(arguments, style, file, engine.first()));
                }
                compare(file, engine, scripts);
            } finally {
                scripts.forEach(ScriptSide::close);
            }
        }
    }

    /** Steps of the attack whose end is compared: the most that finding the plan takes, and the rounds. */
    private int stepsInAll() {
        return EngineSide.MOST_WARM_UP_STEPS + arguments.rounds() * arguments.steps();
    }

    private void compare(NetworkFile file, EngineSide engine, List<ScriptSide> scripts) throws IOException {
        List<StepSeconds> own = new ArrayList<>();
        List<Measured> others = new ArrayList<>();
        for (ScriptSide script : scripts) {
            script.steps(engine.stepsDone());
            others.add(new Measured(script, new ArrayList<>()));
        }
        long before = PeakMemory.resident();
        int left = stepsInAll() - engine.stepsDone();
        while (left > 0) {
            int count = Math.min(arguments.steps(), left);
            own.add(engine.steps(count));
            for (Measured other : others) {
                other.rounds().add(other.script().steps(count));
            }
            left -= count;
        }
        double growth = (PeakMemory.resident() - before) / MEBI;
        out.printf(
                Locale.ROOT,
                "NETWORK %s%n  shakedown    %.4f s/image-step, %.4f of processors  objective %.5g  peak %.0f MiB, %+.0f MiB since"
                        + " the first round  plan %s  outside the network %.1f%%%n",
                file.card().name(),
                median(own, StepSeconds::wall),
                median(own, StepSeconds::processor),
                engine.finish(),
                PeakMemory.peak() / MEBI,
                growth,
                engine.plan(),
                100 * engine.shareOutside());
        for (Measured other : others) {
            ScriptSide.End end = other.script().finish();
            out.printf(
                    Locale.ROOT,
                    "  %-12s %.4f s/image-step, %.4f of processors  objective %.5g  peak %.0f MiB  %s%n",
                    other.script().style(),
                    median(other.rounds(), StepSeconds::wall),
                    median(other.rounds(), StepSeconds::processor),
                    end.objective(),
                    end.peakBytes() / MEBI,
                    ratios(own, other.rounds()));
        }
        others.stream()
                .min(Comparator.comparingDouble(other -> median(other.rounds(), StepSeconds::processor)))
                .ifPresent(best ->
                        out.printf("  against the best, %s: %s%n", best.script().style(), ratios(own, best.rounds())));
    }

    private record Measured(ScriptSide script, List<StepSeconds> rounds) {}

    private static String ratios(List<StepSeconds> own, List<StepSeconds> script) {
        return String.format(
                Locale.ROOT,
                "ratio %.2f, of processors %.2f",
                ratio(own, script, StepSeconds::wall),
                ratio(own, script, StepSeconds::processor));
    }

    /** How many times as long the script takes: the median over the rounds of each round's ratio. */
    private static double ratio(
            List<StepSeconds> own, List<StepSeconds> script, ToDoubleFunction<StepSeconds> seconds) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            ratios.add(seconds.applyAsDouble(script.get(i)) / seconds.applyAsDouble(own.get(i)));
        }
        return EngineSide.median(ratios);
    }

    private static double median(List<StepSeconds> rounds, ToDoubleFunction<StepSeconds> seconds) {
        return EngineSide.median(rounds.stream().mapToDouble(seconds).boxed().toList());
    }
}
