package dev.shakedown.local.command;

import dev.shakedown.local.stack.Checkout;
import dev.shakedown.local.stack.WorkerProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Measures. */
@Command(
        name = "bench",
        header = "Measure how fast this machine is.",
        mixinStandardHelpOptions = true,
        subcommands = BenchCommand.Attack.class,
        synopsisSubcommandLabel = "WHAT")
final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing what to measure: attack");
    }

    /** Runs the attack's benchmark, which is part of the worker, in a JVM like the worker's. */
    @Command(
            name = "attack",
            header = "Compare the attack's speed with a plain PyTorch script's.",
            description = "Arguments are passed on to the benchmark; --help among them shows what it takes.")
    static final class Attack implements Callable<Integer> {

        private static final String SCRIPT = "bench/plain_attack.py";
        private static final String MAIN = "dev.shakedown.attack.bench.AttackBenchmark";

        @Unmatched
        private List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Checkout checkout = Checkout.ofLauncher();
            checkout.claim();
            List<String> all = new ArrayList<>(
                    List.of("--script", checkout.root().resolve(SCRIPT).toString()));
            all.addAll(arguments);
            return WorkerProgram.of(checkout, MAIN, all).run();
        }
    }
}
