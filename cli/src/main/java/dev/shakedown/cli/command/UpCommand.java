package dev.shakedown.cli.command;

import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the whole system until it is told to stop. */
@Command(
        name = "up",
        header = "Run the whole system on this machine until Ctrl-C.",
        description = {
            "Embedded Kafka and PostgreSQL, job-api, result-store, and workers, each a process of its own.",
            "Prints one line that starts with \"ready\" when campaigns can be submitted. A worker that is killed is",
            "started again after a pause; its jobs continue from their last leg."
        },
        mixinStandardHelpOptions = true)
final class UpCommand extends PrintingCommand {

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

    @Override
    public Integer call() throws Exception {
        Checkout checkout = Checkout.ofLauncher();
        StackOptions options = options(checkout);
        checkout.claim();
        untilStopped(() -> {
            note("starting; data and logs are in " + options.data());
            try (LocalStack stack = LocalStack.start(options, checkout)) {
                print("ready: API %s, JDBC %s".formatted(stack.api(), stack.analystUrl()));
                print("query results: " + SqlCommand.commandLine(data));
                watch(stack);
                return ExitStatus.OK;
            }
        });
        // A stop signal is the normal end of this command.
        return ExitStatus.OK;
    }

    /** Starts workers again that end; fails if another part of the stack ends. A stop signal interrupts it. */
    private void watch(LocalStack stack) throws InterruptedException {
        try {
            while (true) {
                stack.keepUp(this::note);
                Thread.sleep(500);
            }
        } finally {
            note("stopping");
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
        return StackOptions.of(data, directories, httpPort, false).withWorkers(workers, 0);
    }
}
