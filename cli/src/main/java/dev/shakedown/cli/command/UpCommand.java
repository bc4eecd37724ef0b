package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import dev.shakedown.stack.StopSignals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the whole system until it is told to stop. */
@Command(
        name = "up",
        header = "Run the whole system on this machine until Ctrl-C.",
        description = {
            "Embedded Kafka and PostgreSQL, job-api, result-store, and workers, each a process of its own.",
            "Prints one line that starts with \"ready\" when campaigns can be submitted."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    private static final int MOST_WORKERS = 64;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many workers (default: ${DEFAULT-VALUE}). One uses all cores.")
    private int workers = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "shakedown-data",
            description = "Where data and logs are kept between runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("shakedown-data");

    @Option(
            names = "--http-port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "Port of job-api; result-store takes the next (default: ${DEFAULT-VALUE}).")
    private int httpPort = 8080;

    @Option(
            names = "--networks",
            paramLabel = "DIR",
            split = ",",
            description = "Where networks are; several with commas between (default: shipped and imported ones).")
    private @Nullable List<Path> networks;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Checkout checkout = Checkout.ofLauncher();
        StackOptions options = options(checkout);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        checkout.claim();
        try (StopSignals signals = StopSignals.interruptingThisThread()) {
            err.println("starting; data and logs are in " + options.data());
            try (LocalStack stack = LocalStack.start(options, checkout)) {
                out.printf("ready: API %s, JDBC %s%n", stack.api(), stack.analystUrl());
                out.println("query results: " + SqlCommand.commandLine(data));
                out.flush();
                try {
                    watch(stack);
                } finally {
                    err.println("stopping");
                }
            } catch (InterruptedException e) {
                // Told to stop before it was ready.
            }
            // Being told to stop is how this command ends well.
            err.println("stopped");
            return ExitStatus.OK;
        }
    }

    /** Returns when this thread is interrupted, which a stop signal does. */
    private static void watch(LocalStack stack) {
        while (true) {
            stack.failIfBroken();
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private StackOptions options(Checkout checkout) {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw CommandException.badInput("--workers: %d: must be from 1 to %d".formatted(workers, MOST_WORKERS));
        }
        if (httpPort < 1 || httpPort > 65534) {
            throw CommandException.badInput("--http-port: %d: must be from 1 to 65534".formatted(httpPort));
        }
        List<Path> directories = networks == null
                ? checkout.networks()
                : networks.stream()
                        .map(directory -> directory.toAbsolutePath().normalize())
                        .toList();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw CommandException.badInput("--networks: " + directory + ": must be a directory");
            }
        }
        return new StackOptions(data, directories, workers, httpPort, httpPort + 1, false);
    }
}
