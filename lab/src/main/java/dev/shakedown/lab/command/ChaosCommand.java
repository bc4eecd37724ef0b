package dev.shakedown.lab.command;

import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.lab.chaos.ChaosReport;
import dev.shakedown.lab.chaos.ChaosRun;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.ScratchDirectory;
import dev.shakedown.stack.StopSignals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the parts of a stack fail and checks that nothing is lost. */
@Command(
        name = "chaos",
        header = "Kill, freeze and cut off every part of a stack, and check that nothing is lost.",
        description = {
            "Starts a stack of its own with several workers, runs campaigns of short jobs, and makes its parts fail:",
            "kill -9, SIGTERM, SIGSTOP, dropped connections. Then runs the same campaigns undisturbed and compares."
        },
        mixinStandardHelpOptions = true)
final class ChaosCommand implements Callable<Integer> {

    private static final int SHORT = 12;
    private static final int FULL = 200;

    @Option(names = "--short", description = "12 faults and a third of the jobs, for a few minutes.")
    private boolean brief;

    @Option(names = "--faults", paramLabel = "N", description = "How many faults (default: 200).")
    private @Nullable Integer faults;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "What the faults follow from (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many workers (default: ${DEFAULT-VALUE}).")
    private int workers = 3;

    @Option(names = "--out", paramLabel = "DIR", description = "Keep data and logs there; must be new or empty.")
    private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException {
        LabCommand.requireFree(spec, out);
        Checkout checkout = Checkout.ofLauncher();
        int count = faults != null ? faults : brief ? SHORT : FULL;
        if (count < 1 || workers < 1) {
            throw new ParameterException(spec.commandLine(), "--faults and --workers: must be at least 1");
        }
        Path photographs = checkout.root().resolve("examples/photos/small");
        CampaignDocument document = CampaignDocument.read(checkout.chaosCampaign())
                .withImages(brief ? photographs.resolve("astronaut.png").toString() : null);
        PrintWriter err = spec.commandLine().getErr();
        try (ScratchDirectory data = new ScratchDirectory(out);
                StopSignals signals = StopSignals.interruptingThisThread()) {
            checkout.claim();
            ChaosRun.Settings settings = new ChaosRun.Settings(seed, count, workers);
            ChaosReport report = new ChaosRun(checkout, document, settings, line -> {
                        err.println(line);
                        err.flush();
                    })
                    .run(data.path());
            report.lines().forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            err.println("stopped");
            return ExitCode.SOFTWARE;
        }
    }
}
