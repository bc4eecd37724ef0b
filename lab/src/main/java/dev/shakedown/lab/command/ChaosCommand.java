package dev.shakedown.lab.command;

import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.lab.chaos.ChaosReport;
import dev.shakedown.lab.chaos.ChaosRun;
import dev.shakedown.lab.chaos.Fault;
import dev.shakedown.stack.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
            "kill -9, SIGTERM, SIGSTOP, dropped connections, wrong clocks, a restored backup of the database, a full disk.",
            "Then runs the same campaigns undisturbed and compares.",
            "Disks are filled only with --out on a file system of its own of at most 8 GiB, for example after",
            "mount -t tmpfs -o size=4g tmpfs /mnt/chaos. Clocks are set wrong only where libfaketime is installed."
        },
        mixinStandardHelpOptions = true)
public final class ChaosCommand extends OwnStackCommand {

    private static final List<Path> USUAL = Stream.of("x86_64", "aarch64")
            .map(machine -> Path.of("/usr/lib/%s-linux-gnu/faketime/libfaketime.so.1".formatted(machine)))
            .toList();

    private static final int SHORT = 14;
    private static final int FULL = 200;

    @Option(names = "--short", description = "14 faults and a third of the jobs, for a few minutes.")
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

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds of faults, for example jump-clock,restore-backup (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--faketime",
            paramLabel = "FILE",
            description = "libfaketime.so.1, which sets clocks wrong (default: where Debian's package has it).")
    private @Nullable Path faketime;

    private @Nullable Path clocks() {
        if (faketime != null) {
            if (!Files.isRegularFile(faketime)) {
                throw misuse(
                        "--faketime: %s: must be a file, for example /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
                                .formatted(faketime));
            }
            return faketime;
        }
        return USUAL.stream().filter(Files::isRegularFile).findFirst().orElse(null);
    }

    private Set<Fault> kinds() {
        Map<String, Fault> words = new LinkedHashMap<>();
        for (Fault kind : Fault.values()) {
            words.put(kind.word(), kind);
        }
        for (String word : only) {
            if (!words.containsKey(word)) {
                throw misuse("--only: %s: must be one of %s".formatted(word, String.join(", ", words.keySet())));
            }
        }
        if (!only.isEmpty()) {
            words.keySet().retainAll(only);
        }
        return EnumSet.copyOf(words.values());
    }

    @Override
    int run(Checkout checkout, Path data) throws IOException, InterruptedException, SQLException {
        int count = faults != null ? faults : brief ? SHORT : FULL;
        requireAtLeast(1, "--faults", count);
        requireAtLeast(1, "--workers", workers);
        requireAtLeast(1, "--replicas", replicas);
        Path photographs = checkout.root().resolve("examples/photos/small");
        CampaignDocument document = CampaignDocument.read(checkout.chaosCampaign())
                .withImages(brief ? photographs.resolve("astronaut.png").toString() : null);
        ChaosRun.Settings settings = new ChaosRun.Settings(seed, count, workers, replicas, kinds(), clocks());
        ChaosReport report = new ChaosRun(checkout, document, settings, this::note).run(data);
        print(report.lines());
        return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
