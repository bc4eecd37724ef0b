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
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds the engine against a plain PyTorch script: the same network file, image, kernel, starting point and number of
 * steps. Both make their steps in turn in one run, so the ratio holds even where the machine's speed drifts; seconds
 * are medians over the rounds, and the objectives at the end show that neither did less.
 */
public final class AttackBenchmark {

    private static final double MEBI = 1 << 20;

    private final BenchmarkArguments arguments;
    private final PrintStream out;
    private final boolean plain;
    private final PassThreads lanes = new PassThreads();

    private AttackBenchmark(BenchmarkArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        this.plain = !arguments.withoutPlain() && PlainSide.isPossible(arguments.python());
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
        if (!arguments.withoutPlain() && !plain) {
            out.println("no plain script beside it: " + arguments.python() + " has no PyTorch with NumPy");
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
            if (plain) {
                try (PlainSide script = PlainSide.start(arguments, file, engine.first())) {
                    compare(file, engine, script);
                }
            } else {
                compare(file, engine, null);
            }
        }
    }

    /** Steps of the attack whose end is compared: the most that finding the plan takes, and the rounds. */
    private int stepsInAll() {
        return EngineSide.MOST_WARM_UP_STEPS + arguments.rounds() * arguments.steps();
    }

    private void compare(NetworkFile file, EngineSide engine, @Nullable PlainSide script) throws IOException {
        List<StepSeconds> own = new ArrayList<>();
        List<StepSeconds> others = new ArrayList<>();
        if (script != null) {
            script.steps(engine.stepsDone());
        }
        long before = PeakMemory.resident();
        int left = stepsInAll() - engine.stepsDone();
        while (left > 0) {
            int count = Math.min(arguments.steps(), left);
            own.add(engine.steps(count));
            if (script != null) {
                others.add(script.steps(count));
            }
            left -= count;
        }
        double growth = (PeakMemory.resident() - before) / MEBI;
        String line = String.format(
                Locale.ROOT,
                "NETWORK %-16s %s  shakedown %.4f s/image-step, %.4f of processors (plan %s)  outside %.1f%%  peak %.0f MiB, %+.0f MiB since the"
                        + " first round  objective %.5g",
                file.card().name(),
                script == null ? "ratio -" : ratios(own, others),
                median(own, StepSeconds::wall),
                median(own, StepSeconds::processor),
                engine.plan(),
                100 * engine.shareOutside(),
                PeakMemory.peak() / MEBI,
                growth,
                engine.finish());
        if (script != null) {
            PlainSide.End end = script.finish();
            line += String.format(
                    Locale.ROOT,
                    "  plain %.4f s, %.4f of processors  peak %.0f MiB  objective %.5g",
                    median(others, StepSeconds::wall),
                    median(others, StepSeconds::processor),
                    end.peakBytes() / MEBI,
                    end.objective());
        }
        out.println(line);
    }

    /** How many times as long the plain script takes: the medians over the rounds, of each round's ratio. */
    private static String ratios(List<StepSeconds> own, List<StepSeconds> others) {
        List<Double> wall = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            wall.add(others.get(i).wall() / own.get(i).wall());
            processor.add(others.get(i).processor() / own.get(i).processor());
        }
        return String.format(
                Locale.ROOT, "ratio %.2f, of processors %.2f", EngineSide.median(wall), EngineSide.median(processor));
    }

    private static double median(List<StepSeconds> rounds, ToDoubleFunction<StepSeconds> seconds) {
        return EngineSide.median(rounds.stream().mapToDouble(seconds).boxed().toList());
    }
}
