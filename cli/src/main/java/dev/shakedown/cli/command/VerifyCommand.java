package dev.shakedown.cli.command;

import dev.shakedown.cli.progress.CountDisplay;
import dev.shakedown.cli.progress.Terminal;
import dev.shakedown.cli.verification.CampaignVerification;
import dev.shakedown.cli.verification.EvidenceFolder;
import dev.shakedown.cli.verification.JobSample;
import dev.shakedown.cli.verification.Tally;
import dev.shakedown.cli.verification.Verifier;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.ScratchDirectory;
import dev.shakedown.stack.StopSignals;
import dev.shakedown.stack.WorkerProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes a campaign's stored results; the numeric part is a program of the worker's. */
@Command(
        name = "verify",
        header = "Recompute a campaign's stored results, and report those that do not hold.",
        description = {
            "Fetches the artifacts of every job that succeeded and recomputes from them alone: hashes, the constraint,",
            "the blurred image, every judge's outputs and numbers, the pictures. Each failure is a line, then a summary.",
            "Ends with status 0 only if everything was recomputed and holds; docs/verification.md says what that is."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private static final String MAIN = "dev.shakedown.attackworker.verification.program.VerificationProgram";

    @Parameters(paramLabel = "CAMPAIGN", description = "The campaign.")
    private String id = "";

    @Option(names = "--jobs", paramLabel = "ID", arity = "1..*", description = "These of its jobs only.")
    private @Nullable List<String> jobs;

    @Option(names = "--sample", paramLabel = "N", description = "So many of its jobs only, drawn at random.")
    private @Nullable Integer sample;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Of the sample (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--tolerance-psnr",
            paramLabel = "DB",
            defaultValue = "0.01",
            description = "How far apart stored and recomputed PSNR may be (default: ${DEFAULT-VALUE}).")
    private double tolerance = 0.01;

    @Option(
            names = "--networks",
            paramLabel = "DIR",
            split = ",",
            description = "Where networks are; several with commas between (default: shipped and imported ones).")
    private @Nullable List<Path> networks;

    @Mixin
    private final ApiOption apiOption = new ApiOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    /** What is to be recomputed, and how much that is. */
    private record Work(Iterator<JobRecord> jobs, long count) {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        ResultStoreClient store = apiOption.api().resultStore();
        Work work = work(store);
        Checkout checkout = Checkout.ofLauncher();
        checkout.claim();
        try (StopSignals signals = StopSignals.interruptingThisThread()) {
            try {
                Tally tally = verify(checkout, store, work);
                tally.summary().forEach(this::print);
                return tally.allHold() ? ExitStatus.OK : ExitStatus.FAILED;
            } catch (InterruptedException e) {
                return stopped(signals);
            } catch (ServiceFailure.Unreachable e) {
                if (Thread.interrupted()) {
                    return stopped(signals);
                }
                throw e;
            }
        }
    }

    private void requireSense() {
        if (jobs != null && sample != null) {
            throw CommandException.badInput("--sample: give either --jobs or --sample");
        }
        if (sample != null && sample < 1) {
            throw CommandException.badInput("--sample: %d: must be at least 1".formatted(sample));
        }
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw CommandException.badInput("--tolerance-psnr: %s: must be at least 0".formatted(tolerance));
        }
        for (Path directory : networks == null ? List.<Path>of() : networks) {
            if (!Files.isDirectory(directory)) {
                throw CommandException.badInput("--networks: " + directory + ": must be a directory");
            }
        }
    }

    private Work work(ResultStoreClient store) {
        if (jobs != null) {
            List<JobRecord> records = jobs.stream().map(store::job).toList();
            for (JobRecord record : records) {
                if (record.success().isEmpty()) {
                    throw CommandException.badInput(
                            "--jobs: " + record.request().jobId() + ": must be a job that succeeded");
                }
            }
            return new Work(records.iterator(), records.size());
        }
        CampaignSummary campaign = store.campaign(id);
        if (campaign.succeeded() == 0) {
            throw CommandException.failed("campaign " + id + ": no job has succeeded, so there is nothing to verify");
        }
        if (sample != null && sample < campaign.succeeded()) {
            return new Work(new JobSample(store, id, campaign.jobs(), sample, seed), sample);
        }
        return new Work(store.pages(id, ResultQuery.ALL.with("state", "SUCCEEDED")), campaign.succeeded());
    }

    private Tally verify(Checkout checkout, ResultStoreClient store, Work work)
            throws IOException, InterruptedException {
        Tally tally = new Tally(work.count());
        CountDisplay display =
                new CountDisplay(spec.commandLine().getErr(), Terminal.ofStandardError(), "jobs", work.count());
        try (ScratchDirectory scratch = new ScratchDirectory(null)) {
            EvidenceFolder evidence = new EvidenceFolder(store, scratch.path(), store.retention(id));
            try (WorkerProgram.Conversation program = WorkerProgram.of(checkout, MAIN, arguments(checkout, evidence))
                    .converse()) {
                new CampaignVerification(evidence, talking(program), (record, verdict, folder) -> {
                            List<String> failures = tally.add(record, verdict);
                            if (!failures.isEmpty()) {
                                display.clear();
                                failures.forEach(this::print);
                            }
                            ScratchDirectory.deleteTree(folder);
                            display.show(
                                    tally.jobs(),
                                    "%d comparisons  %d failures".formatted(tally.comparisons(), tally.failures()));
                        })
                        .run(work.jobs());
            }
        }
        display.clear();
        return tally;
    }

    private List<String> arguments(Checkout checkout, EvidenceFolder evidence) {
        List<String> arguments = new ArrayList<>(
                List.of("--uploads", evidence.uploads().toString(), "--tolerance-psnr", Double.toString(tolerance)));
        (networks == null ? checkout.networks() : networks)
                .forEach(directory ->
                        arguments.add(directory.toAbsolutePath().normalize().toString()));
        return arguments;
    }

    private static Verifier talking(WorkerProgram.Conversation program) {
        return new Verifier() {
            @Override
            public void say(String folder) throws InterruptedException {
                program.say(folder);
            }

            @Override
            public String hear() throws IOException, InterruptedException {
                return program.hear();
            }
        };
    }

    private int stopped(StopSignals signals) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("stopped");
        err.flush();
        return signals.exitStatus();
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
