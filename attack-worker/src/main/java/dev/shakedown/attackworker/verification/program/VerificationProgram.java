package dev.shakedown.attackworker.verification.program;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.attackworker.verification.JobVerification;
import dev.shakedown.attackworker.verification.JudgeNetworks;
import dev.shakedown.attackworker.verification.StoredJob;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Verifies jobs: reads the name of a folder a line from standard input, and writes what came of it as a line of JSON, a
 * {@link dev.shakedown.attackworker.verification.Verification}, to standard output, until the input ends. Everything
 * else that is said goes to standard error. Ends with status 0, or with 2 if it cannot begin: its arguments or the
 * networks are not as they must be.
 */
public final class VerificationProgram {

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final VerificationArguments arguments;
    private final JudgeNetworks networks;

    private VerificationProgram(VerificationArguments arguments, JudgeNetworks networks) {
        this.arguments = arguments;
        this.networks = networks;
    }

    /**
     * Runs until the input ends.
     *
     * @param args as {@link VerificationArguments} says
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Whatever libraries print must not come between the answers.
        System.setOut(System.err);
        System.exit(run(args, new InputStreamReader(System.in, StandardCharsets.UTF_8), answers, System.err));
    }

    static int run(String[] args, Reader folders, PrintStream answers, PrintStream err) throws IOException {
        try {
            VerificationArguments arguments = VerificationArguments.parse(args);
            try (JudgeNetworks networks = new JudgeNetworks(NetworkRegistry.read(arguments.networks()))) {
                new VerificationProgram(arguments, networks).answer(new BufferedReader(folders), answers);
            }
            return 0;
        } catch (InvalidNetworkException | IllegalArgumentException e) {
            err.println("shakedown: " + e.getMessage());
            return 2;
        }
    }

    private void answer(BufferedReader folders, PrintStream answers) throws IOException {
        for (String line = folders.readLine(); line != null; line = folders.readLine()) {
            JobFolder folder = new JobFolder(Path.of(line), arguments.uploads());
            answers.println(json.writeValueAsString(JobVerification.of(job(folder), networks, arguments.tolerances())));
        }
    }

    /** As the result-store tells a job, and which artifacts it must have. */
    private record Description(
            AttackRequest request,
            AttackResult result,
            @Nullable Retention retention) {}

    private StoredJob job(JobFolder folder) throws IOException {
        Description job = json.readValue(folder.description(), Description.class);
        if (job.result().outcome() instanceof JobOutcome.Succeeded succeeded) {
            return new StoredJob(job.request(), succeeded, requireNonNullElse(job.retention(), Retention.ALL), folder);
        }
        throw new IllegalArgumentException(folder.path() + ": the job did not succeed: nothing is stored of it");
    }
}
