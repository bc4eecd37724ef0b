package dev.shakedown.lab.command;

import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.lab.chaos.ChaosReport;
import dev.shakedown.lab.chaos.ChaosRun;
import dev.shakedown.stack.Checkout;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Makes the parts of a stack fail and checks that nothing is lost. */
@Command(
        name = "chaos",
        header = "Kill, freeze and cut off every part of a stack, and check that nothing is lost.",
        description = {
            "Starts a stack of its own with several workers and replicas, runs campaigns of short jobs, and makes its parts fail:",
            "kill -9, SIGTERM, SIGSTOP, dropped connections. Then runs the same campaigns undisturbed and compares."
        },
        mixinStandardHelpOptions = true)
public final class ChaosCommand extends OwnStackCommand {

    private static final int SHORT = 12;
    private static final int FULL = 200;

    @Option(names = "--short", description = "12 faults and a third of the jobs, for a few minutes.")
    private boolean brief;

    @Option(names = "--faults", paramLabel = "N", description = "How many faults (default: 200).")
    private @Nullable Integer faults;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "What the faults follow from (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--workers", paramLabel = "N", description = "How many workers (default: ${DEFAULT-VALUE}).")
    private int workers = 3;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "How many job-apis and how many result-stores (default: ${DEFAULT-VALUE}).")
    private int replicas = 2;

    @Override
    int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
        int count = faults != null ? faults : brief ? SHORT : FULL;
        requireAtLeast(1, "--faults", count);
        requireAtLeast(1, "--workers", workers);
        requireAtLeast(1, "--replicas", replicas);
        Path photographs = checkout.root().resolve("examples/photos/small");
        CampaignDocument document = CampaignDocument.read(checkout.chaosCampaign())
                .withImages(brief ? photographs.resolve("astronaut.png").toString() : null);
        ChaosRun.Settings settings = new ChaosRun.Settings(seed, count, workers, replicas);
        ChaosReport report = new ChaosRun(checkout, document, settings, this::note).run(data);
        print(report.lines());
        return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
