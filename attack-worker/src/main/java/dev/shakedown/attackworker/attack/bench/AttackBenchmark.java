package dev.shakedown.attackworker.attack.bench;

import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.bench.EngineSide.BenchmarkAttack;
import dev.shakedown.attackworker.attack.bench.EngineSide.StepSeconds;
import dev.shakedown.attackworker.throughput.MemoryMeter;
import dev.shakedown.attackworker.throughput.PassPlan;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * Compares the engine with a PyTorch script in several styles: the same network, image, kernel, starting point and
 * number of steps. On a processor all make their steps in turn in one run, so ratios are right even where the machine's
 * speed drifts; on a GPU they run one after the other, so that each has all of its memory. Seconds are medians over the
 * rounds. The objectives at the end show that no side did less.
 */
public final class AttackBenchmark {

    private static final double MEBI = 1 << 20;
    private static final Duration COMPILING = Duration.ofSeconds(3);

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
        BenchmarkAttack subject = BenchmarkAttack.of(arguments.size(), arguments.kernelSize());
        try (RestorationNetwork network = ((NetworkOpening.Opened) opening).network()) {
            List<Integer> batches = BenchmarkArguments.batchesOf(arguments);
            if (batches.isEmpty()) {
                measure(file, network, subject, planner(), 1);
            }
            if (!batches.isEmpty()) {
                compile(network, subject, batches.get(0));
            }
            for (int batch : batches) {
                measure(file, network, subject, PassPlanner.fixed(new PassPlan(batch, 1)), batch);
            }
        }
    }

    /** Steps that are not measured, for as long as the JVM compiles: with a fast device they are short. */
    private void compile(RestorationNetwork network, BenchmarkAttack subject, int batch) {
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(batch, 1)), lanes, MemoryMeter.NONE);
        try (EngineSide engine = new EngineSide(network, subject, passes, Integer.MAX_VALUE)) {
            long began = System.nanoTime();
            while (System.nanoTime() - began < COMPILING.toNanos()) {
                engine.steps(1);
            }
        }
    }

    private PassPlanner planner() {
        if (arguments.plan() != null) {
            return PassPlanner.fixed(arguments.plan());
        }
        return arguments.device().isGpu()
                ? PassPlanner.largerPasses(arguments.slots())
                : PassPlanner.sideBySide(arguments.slots(), lanes.most());
    }

    private void measure(
            NetworkFile file, RestorationNetwork network, BenchmarkAttack subject, PassPlanner planner, int batch)
            throws IOException {
        int warmUp = planner.isSettled() ? EngineSide.LEAST_WARM_UP_STEPS : EngineSide.MOST_WARM_UP_STEPS;
        int steps = warmUp + arguments.rounds() * arguments.steps();
        MemoryMeter meter = MemoryMeter.of(arguments.device());
        List<String> styles = withScript ? arguments.styles() : List.of();
        List<StepSeconds> own = new ArrayList<>();
        List<ScriptRun> scripts = new ArrayList<>();
        boolean isGiven = !BenchmarkArguments.batchesOf(arguments).isEmpty();
        out.printf("NETWORK %s%s%n", file.card().name(), isGiven ? ", batch " + batch : "");
        PeakMemory.forget();
        try {
            Attack first;
            int warm;
            try (EngineSide engine = new EngineSide(network, subject, new Passes(planner, lanes, meter), steps)) {
                OptionalLong taken = meter.taken(engine::warmUp);
                PassPlan plan = engine.plan();
                first = engine.first();
                warm = engine.stepsDone();
                for (String style : inTurn() ? styles : List.<String>of()) {
                    scripts.add(ScriptRun.start(arguments, style, batch, file, first, warm));
                }
                long before = PeakMemory.resident();
                for (int left = steps - warm; left > 0; left -= arguments.steps()) {
                    int count = Math.min(arguments.steps(), left);
                    own.add(engine.steps(count));
                    for (ScriptRun script : scripts) {
                        script.steps(count);
                    }
                }
                tell(engine, plan, own, taken, (PeakMemory.resident() - before) / MEBI);
            }
            if (inTurn()) {
                for (ScriptRun script : scripts) {
                    tell(script, own);
                }
            } else {
                runAlone(styles, batch, file, first, steps - warm, warm, own, scripts);
            }
            scripts.stream()
                    .min(Comparator.comparingDouble(script -> median(script.rounds(), decisive())))
                    .ifPresent(best -> out.printf(
                            "  against the best, %s: %s%n", best.script().style(), ratios(own, best.rounds())));
        } finally {
            scripts.forEach(run -> run.script().close());
        }
    }

    /** The scripts one after the other, each with all of the device's memory; one that fails is told of. */
    private void runAlone(
            List<String> styles,
            int batch,
            NetworkFile file,
            Attack first,
            int steps,
            int warm,
            List<StepSeconds> own,
            List<ScriptRun> runs)
            throws IOException {
        if (arguments.device().isGpu()) {
            JniUtils.emptyCudaCache();
        }
        for (String style : styles) {
            try {
                ScriptRun run = ScriptRun.start(arguments, style, batch, file, first, warm);
                try (ScriptSide script = run.script()) {
                    for (int left = steps; left > 0; left -= arguments.steps()) {
                        run.steps(Math.min(arguments.steps(), left));
                    }
                    tell(run, own);
                    runs.add(run);
                }
            } catch (ScriptSide.ScriptFailedException e) {
                out.printf("  %-12s failed: %s%n", style, e.reason());
            }
        }
    }

    /** Whether all make their rounds in turn, since a processor's speed drifts; a GPU's memory is not shared. */
    private boolean inTurn() {
        return !arguments.oneByOne() && !arguments.device().isGpu();
    }

    /** What a side is judged by: other work on the machine changes the seconds of processors less. */
    private ToDoubleFunction<StepSeconds> decisive() {
        return arguments.device().isGpu() ? StepSeconds::wall : StepSeconds::processor;
    }

    private void tell(EngineSide engine, PassPlan plan, List<StepSeconds> own, OptionalLong taken, double growth) {
        boolean onGpu = arguments.device().isGpu();
        double peak = onGpu ? taken.orElse(0) / MEBI : PeakMemory.peak() / MEBI;
        out.printf(
                Locale.ROOT,
                "  shakedown    %s  objective %.5g  peak %.0f MiB, %+.0f MiB of the host since the first round  plan %s%s%n",
                speed(own),
                engine.finish(),
                peak,
                growth,
                plan,
                onGpu ? "" : String.format(Locale.ROOT, "  outside the network %.1f%%", 100 * engine.shareOutside()));
    }

    private void tell(ScriptRun run, List<StepSeconds> own) throws IOException {
        ScriptSide.End end = run.script().finish();
        out.printf(
                Locale.ROOT,
                "  %-12s %s  objective %.5g  peak %.0f MiB  %s%n",
                run.script().style(),
                speed(run.rounds()),
                end.objective(),
                end.peakBytes() / MEBI,
                ratios(own, run.rounds()));
    }

    private static String speed(List<StepSeconds> rounds) {
        double seconds = median(rounds, StepSeconds::wall);
        return String.format(
                Locale.ROOT,
                "%.4f s/image-step, %.4f of processors, %.1f images/s",
                seconds,
                median(rounds, StepSeconds::processor),
                1 / seconds);
    }

    /** A script and what its rounds took. */
    private record ScriptRun(ScriptSide script, List<StepSeconds> rounds) {

        /** Starts it and has it make the engine's first steps. */
        static ScriptRun start(
                BenchmarkArguments arguments, String style, int batch, NetworkFile file, Attack first, int warm)
                throws IOException {
            ScriptSide script = ScriptSide.start(arguments, style, batch, file, first);
            try {
                script.steps(warm);
            } catch (IOException e) {
                script.close();
                throw e;
            }
            return new ScriptRun(script, new ArrayList<>());
        }

        void steps(int count) throws IOException {
            rounds.add(script.steps(count));
        }
    }

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
