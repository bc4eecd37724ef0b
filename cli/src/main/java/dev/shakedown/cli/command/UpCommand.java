package dev.shakedown.cli.command;

import com.sun.management.OperatingSystemMXBean;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        header = "Run the whole system on this machine until Ctrl-C.",
        description = {
            "Embedded Kafka and PostgreSQL, job-api, result-store, and workers, each a process of its own.",
            "Prints one line that starts with \"ready\" when campaigns can be submitted. A process that ends is",
            "started again after a pause that grows; nothing that was accepted is lost, and jobs go on from their last leg."
        },
        mixinStandardHelpOptions = true)
final class UpCommand extends PrintingCommand {

    private static final int MOST_WORKERS = 64;
    private static final int HIGHEST_PORT = 65535;
    private static final double GIB = 1L << 30;

    /** Kafka, PostgreSQL, job-api, result-store and this launcher, in GiB. */
    private static final double OF_STACK = 1.5;

    /** The JVM of a worker and libtorch at pictures of 256x256 with the shipped networks, in GiB. */
    private static final double OF_WORKER = 1.5;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many workers (default: ${DEFAULT-VALUE}). One uses all cores.")
    private int workers = 1;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data and logs are kept between runs (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("shakedown-data");

    @Option(
            names = "--http-port",
            paramLabel = "P",
            defaultValue = "8080",
            description = "Port of job-api; result-store takes the next (default: ${DEFAULT-VALUE}).")
    private int httpPort = 8080;

    @Option(
            names = "--sql-port",
            paramLabel = "P",
            description = "Port of PostgreSQL (default: the second after that of job-api, so 8082).")
    private @Nullable Integer sqlPort;

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
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        memoryWarning(workers, machine.getTotalMemorySize() / GIB).ifPresent(this::note);
        untilStopped(() -> {
            note("starting; data and logs are in " + options.data());
            try (LocalStack stack = LocalStack.start(options, checkout)) {
                print("ready: pages %s, API %s, SQL %s".formatted(stack.store(), stack.api(), stack.analystUrl()));
                print("query results: " + SqlCommand.commandLine(data));
                watch(stack);
                return ExitCode.OK;
            }
        });
        // A stop signal is the normal end of this command.
        return ExitCode.OK;
    }

    /** Starts processes again that end; fails if one ends too often. A stop signal interrupts it. */
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

    private StackOptions options(Checkout checkout) throws IOException {
        CommandException.requireRange("--workers", workers, 1, MOST_WORKERS);
        CommandException.requireRange("--http-port", httpPort, 1, HIGHEST_PORT - 1);
        List<Path> directories = networks == null
                ? checkout.networksFromNowOn()
                : networks.stream()
                        .map(directory -> directory.toAbsolutePath().normalize())
                        .toList();
        for (Path directory : directories) {
            if (!Files.isDirectory(directory)) {
                throw CommandException.badInput("--networks: " + directory + ": must be a directory");
            }
        }
        return StackOptions.of(data, directories, httpPort, false)
                .withWorkers(workers, 0)
                .withSqlPort(sqlPort());
    }

    private int sqlPort() {
        int port = sqlPort == null ? httpPort + 2 : sqlPort;
        if (port < 1 || port > HIGHEST_PORT || port == httpPort || port == httpPort + 1) {
            throw CommandException.badInput(
                    "--sql-port: %d: must be from 1 to %d, and not %d or %d, which job-api and result-store take"
                            .formatted(port, HIGHEST_PORT, httpPort, httpPort + 1));
        }
        return port;
    }

    /** A warning where a machine, or container, has too little memory for these workers. */
    static Optional<String> memoryWarning(int workers, double gibOfMachine) {
        double needed = OF_STACK + workers * OF_WORKER;
        if (needed <= gibOfMachine) {
            return Optional.empty();
        }
        int fit = (int) Math.max(1, Math.floor((gibOfMachine - OF_STACK) / OF_WORKER));
        return Optional.of(String.format(
                Locale.ROOT,
                "warning: --workers %d: %d workers and the services need about %.1f GiB, more with large networks and pictures;"
                        + " this machine has %.1f GiB%s. One worker uses all cores.",
                workers,
                workers,
                needed,
                gibOfMachine,
                fit < workers ? ": at most --workers " + fit + " fits" : ""));
    }
}
