package dev.shakedown.local.command;

import dev.shakedown.local.stack.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            header = "Print seconds per attack step.",
            description = "Arguments are passed on to the benchmark; --help among them shows what it takes.")
    static final class Attack implements Callable<Integer> {

        private static final String MAIN = "dev.shakedown.attack.bench.AttackBenchmark";

        @Unmatched
        private List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Checkout checkout = Checkout.ofLauncher();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-Xmx1g");
            command.add("-Dshakedown.root=" + checkout.root());
            command.add("-Dshakedown.networks.directory=" + checkout.networks());
            command.add("-cp");
            command.add(checkout.jars("attack-worker").stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)));
            command.add(MAIN);
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            // As the local stack starts its workers.
            builder.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
            Process benchmark = builder.start();
            try {
                return benchmark.waitFor();
            } finally {
                benchmark.destroy();
            }
        }
    }
}
