package dev.shakedown.attackworker.verification.program;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.shakedown.attackworker.verification.JobVerification;
import dev.shakedown.attackworker.verification.JudgeNetworks;
import dev.shakedown.attackworker.verification.SucceededJob;
import dev.shakedown.attackworker.verification.Tolerances;
import dev.shakedown.attackworker.verification.Verification.Discrepancy;
import dev.shakedown.client.CampaignLookup;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.ServiceFailure;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.bundle.BundleReader;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Verifies a campaign's stored results; {@code ./shakedown verify} starts it. The token for the services is the
 * environment variable {@code SHAKEDOWN_TOKEN}. Ends with status 0 if everything was recomputed and matches, 2 if the
 * arguments or networks are invalid, 1 otherwise.
 */
@Command(
        name = "shakedown verify",
        header = "Recompute a campaign's stored results, and report mismatches.",
        description = {
            "Fetches the artifacts of every job that succeeded and recomputes from them alone: hashes, the constraint,",
            "the blurred image, every judge's outputs and numbers, the pictures. Each failure is a line, then a summary.",
            "Ends with status 0 only if everything was recomputed and matches; docs/verification.md lists the checks."
        },
        mixinStandardHelpOptions = true)
public final class VerificationProgram implements Callable<Integer> {

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    @Parameters(paramLabel = "CAMPAIGN", arity = "0..1", description = "The campaign.")
    private @Nullable String campaign;

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description =
                    "Instead of a campaign: a file of ./shakedown bundle. Its hashes are checked first; no service is"
                            + " asked.")
    private @Nullable Path bundle;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "PEM file of the Ed25519 key that must have signed the bundle.")
    private @Nullable Path publicKey;

    @Option(names = "--jobs", paramLabel = "ID", arity = "1..*", description = "Only these of its jobs.")
    private @Nullable List<String> jobs;

    @Option(names = "--sample", paramLabel = "N", description = "Only so many of its jobs, drawn at random.")
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
            description = "Greatest difference of stored and recomputed PSNR (default: ${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(names = "--json", description = "As JSON lines: an object for each failure, then one with the totals.")
    private boolean json;

    @Option(
            names = "--networks",
            paramLabel = "DIR",
            split = ",",
            defaultValue = "${sys:shakedown.networks.directory}",
            description = "Directories of networks, separated by commas (default: shipped and imported ones).")
    private List<Path> networks = List.of();

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description =
                    "Address of job-api; else SHAKEDOWN_API. A token is read from --token-file or SHAKEDOWN_TOKEN.")
    private URI api = URI.create("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it.
    private CommandSpec spec;

    private VerificationProgram() {}

    /** Verifies and ends the JVM with the exit status. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        // Libraries print to standard output; it belongs to the report.
        System.setOut(System.err);
        System.exit(commandLine().setOut(out).execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new VerificationProgram())
                .setParameterExceptionHandler(VerificationProgram::explain)
                .setExecutionExceptionHandler(VerificationProgram::explain)
                .setUsageHelpAutoWidth(true)
                .setUsageHelpLongOptionsMaxWidth(26);
    }

    /** Jobs to verify, and how many there should be. */
    private record Selection(Iterator<JobRecord> jobs, long count) {}

    /** A mismatch of a job, as JSON has it. */
    private record FoundFailure(String job, @JsonUnwrapped Discrepancy failure) {}

    /** A bundle is not what its manifest says, as JSON has it. */
    private record DamagedBundle(String mismatch) {}

    /** Nothing can be verified; the message is one line. */
    private static final class RefusedException extends RuntimeException {

        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    @Override
    public Integer call() throws InterruptedException, InvalidNetworkException {
        requireValidOptions();
        if (bundle != null) {
            return ofBundle(bundle);
        }
        JobApiClient jobApi = new JobApiClient(api, Optional.ofNullable(System.getenv("SHAKEDOWN_TOKEN")));
        ResultStoreClient store = jobApi.resultStore();
        String id = CampaignLookup.idOf(Objects.requireNonNull(campaign), jobApi);
        return recompute(select(store, id), new StoredJobReader(store, store.retention(id))::read) ? OK : FAILED;
    }

    private int ofBundle(Path file) throws InterruptedException, InvalidNetworkException {
        try (BundledJobs jobsOfBundle = BundledJobs.open(file, publicKey)) {
            if (!json) {
                print(jobsOfBundle.description());
            }
            List<String> mismatches = jobsOfBundle.mismatches();
            for (String mismatch : mismatches) {
                if (json) {
                    printJson(new DamagedBundle(mismatch));
                } else {
                    print("wrong: " + mismatch);
                }
            }
            List<Long> chosen = jobsOfBundle.succeeded(sample, seed);
            boolean matches = recompute(
                    new Selection(chosen.stream().map(jobsOfBundle::record).iterator(), chosen.size()),
                    jobsOfBundle::read);
            return matches && mismatches.isEmpty() ? OK : FAILED;
        } catch (IllegalArgumentException | BundleReader.InvalidBundle e) {
            throw badInput(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw badInput("--bundle: %s: cannot be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** Whether all of these jobs match. */
    private boolean recompute(Selection selection, Function<JobRecord, SucceededJob> reader)
            throws InterruptedException, InvalidNetworkException {
        VerificationSummary summary = new VerificationSummary(selection.count());
        VerificationProgress progress =
                new VerificationProgress(spec.commandLine().getErr(), selection.count());
        Tolerances tolerances = new Tolerances(tolerance);
        try (JudgeNetworks judges = new JudgeNetworks(NetworkRegistry.read(networks))) {
            new CampaignVerification(
                            reader, job -> JobVerification.of(job, judges, tolerances), (record, verification) -> {
                                List<String> failures = summary.add(record, verification);
                                if (!failures.isEmpty()) {
                                    progress.clear();
                                }
                                if (json) {
                                    verification.failures().stream()
                                            .map(failure -> new FoundFailure(
                                                    record.request().jobId(), failure))
                                            .forEach(this::printJson);
                                } else {
                                    failures.forEach(this::print);
                                }
                                progress.show(summary);
                            })
                    .run(selection.jobs());
        }
        progress.clear();
        if (json) {
            printJson(summary.totals());
        } else {
            summary.lines().forEach(this::print);
        }
        return summary.allMatch();
    }

    private void requireValidOptions() {
        if ((campaign == null) == (bundle == null)) {
            throw badInput("CAMPAIGN: give a campaign, or a bundle with --bundle");
        }
        if (bundle != null && jobs != null) {
            throw badInput("--jobs: must be absent beside --bundle; --sample draws some of its jobs");
        }
        if (bundle == null && publicKey != null) {
            throw badInput("--public-key: must be beside --bundle");
        }
        if (jobs != null && sample != null) {
            throw badInput("--sample: give either --jobs or --sample");
        }
        if (sample != null && sample < 1) {
            throw badInput("--sample: %d: must be at least 1".formatted(sample));
        }
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw badInput("--tolerance-psnr: %s: must be at least 0".formatted(tolerance));
        }
        for (Path directory : networks) {
            if (!Files.isDirectory(directory)) {
                throw badInput("--networks: " + directory + ": must be a directory");
            }
        }
    }

    private Selection select(ResultStoreClient store, String id) {
        if (jobs != null) {
            List<JobRecord> records = jobs.stream().map(store::job).toList();
            for (JobRecord record : records) {
                if (record.success().isEmpty()) {
                    throw badInput("--jobs: " + record.request().jobId() + ": must be a job that succeeded");
                }
            }
            return new Selection(records.iterator(), records.size());
        }
        CampaignSummary campaign = store.campaign(id);
        if (campaign.succeeded() == 0) {
            throw new RefusedException(
                    FAILED, "campaign " + id + ": no job has succeeded, so there is nothing to verify");
        }
        if (sample != null && sample < campaign.succeeded()) {
            return new Selection(new JobSample(store, id, campaign.jobs(), sample, seed), sample);
        }
        return new Selection(store.pages(id, ResultQuery.ALL.with("state", "SUCCEEDED")), campaign.succeeded());
    }

    private void printJson(Object value) {
        print(new String(WireFormat.bytes(value), StandardCharsets.UTF_8));
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static RefusedException badInput(String message) {
        return new RefusedException(BAD_INPUT, message);
    }

    private static int explain(ParameterException failure, String[] arguments) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return explain(failure.getCommandLine(), BAD_INPUT, List.of(message + " (see ./shakedown verify --help)"));
    }

    private static int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (failure instanceof RefusedException refused) {
            return explain(commandLine, refused.status, List.of(String.valueOf(refused.getMessage())));
        } else if (failure instanceof InvalidNetworkException) {
            return explain(commandLine, BAD_INPUT, List.of(String.valueOf(failure.getMessage())));
        } else if (failure instanceof CampaignLookup.NoSuchCampaign campaign) {
            return explain(commandLine, BAD_INPUT, campaign.lines());
        } else if (failure instanceof ServiceFailure.Unreachable) {
            String advice = "; start one with ./shakedown up, or name another with --api";
            return explain(commandLine, FAILED, List.of(failure.getMessage() + advice));
        } else if (failure instanceof ServiceFailure.Refused refused) {
            int status = refused.problem().callersMistake() ? BAD_INPUT : FAILED;
            return explain(commandLine, status, refused.problem().lines());
        } else if (failure instanceof ServiceFailure) {
            return explain(commandLine, FAILED, List.of(String.valueOf(failure.getMessage())));
        }
        failure.printStackTrace(commandLine.getErr());
        return explain(commandLine, FAILED, List.of("this is a bug: " + failure));
    }

    private static int explain(CommandLine commandLine, int status, List<String> lines) {
        lines.forEach(line -> commandLine.getErr().println("shakedown: " + line));
        commandLine.getErr().flush();
        return status;
    }
}
