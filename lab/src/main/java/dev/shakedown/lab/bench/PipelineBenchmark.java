package dev.shakedown.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import dev.shakedown.stack.WholeTopic;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Measures the way from a request to a stored result on a stack with one worker, whose libtorch has one thread so that
 * tiny images do not wait for threads to wake up: how many jobs a second it takes when they cost next to nothing, and
 * how long it holds up a single job at load 1.
 */
public final class PipelineBenchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final Duration SELDOM = Duration.ofMillis(200);
    private static final int WARM_UP_HUNDREDS = 10;
    private static final int STEPS = 30;

    private final Checkout checkout;
    private final Consumer<String> out;

    public PipelineBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param data for the stack's data and logs
     * @param hundreds of jobs that cost next to nothing
     * @param singles how many jobs of either kind to run one by one
     */
    public void run(Path data, int hundreds, int singles) throws IOException, InterruptedException, SQLException {
        BenchCampaigns campaigns = new BenchCampaigns(data.resolve("campaigns"));
        List<Path> networks = new ArrayList<>(checkout.networks());
        networks.add(checkout.testNetworks());
        try (LocalStack stack = LocalStack.start(
                        StackOptions.onFreePorts(data.resolve("stack"), networks, true)
                                .withWorkers(1, 1),
                        checkout);
                StoredResults results = new StoredResults(stack.jdbcUrl())) {
            JobApiClient api = new JobApiClient(stack.api());
            throughput(campaigns.trivial(WARM_UP_HUNDREDS, 1), api, results, "warming up: ");
            throughput(campaigns.trivial(hundreds, 2), api, results, "");
            Stack measured = new Stack(stack, api, results);
            oneByOne("next to nothing (one convolution, 16x16, 1 step)", singles, measured, campaigns::oneTrivial);
            Path photograph = checkout.root().resolve("examples/photos/small/astronaut.png");
            oneByOne(
                    "wiener-cnn, photos/small, " + STEPS + " steps",
                    singles,
                    measured,
                    seed -> campaigns.oneReal(photograph, STEPS, seed));
        }
    }

    private record Stack(LocalStack stack, JobApiClient api, StoredResults results) {}

    @FunctionalInterface
    private interface OneJob {
        CampaignDocument of(long seed) throws IOException;
    }

    private void throughput(CampaignDocument document, JobApiClient api, StoredResults results, String prefix)
            throws SQLException, InterruptedException {
        SubmittedCampaign campaign = CampaignSubmitter.submit(document, api);
        Instant begin = Instant.now();
        long jobs = campaign.jobs();
        Instant tenth = results.await(campaign.id(), jobs / 10, SELDOM, PATIENCE);
        long atTenth = results.count(campaign.id());
        Instant end = results.await(campaign.id(), jobs, SELDOM, PATIENCE);
        out.accept(String.format(
                Locale.ROOT,
                "%s%d jobs from the submission to the last stored result: %.1f s, %.0f jobs/s; after the first tenth %.0f jobs/s",
                prefix,
                jobs,
                seconds(begin, end),
                jobs / seconds(begin, end),
                (jobs - atTenth) / seconds(tenth, end)));
    }

    private void oneByOne(String what, int jobs, Stack on, OneJob job)
            throws IOException, SQLException, InterruptedException {
        URI worker = on.stack().workers().get(0);
        run(on, job.of(1_000_000));
        ServiceMetrics before = ServiceMetrics.of(worker);
        Map<String, Instant> stored = new HashMap<>();
        for (int i = 0; i < jobs; i++) {
            stored.putAll(run(on, job.of(2_000_000 + i)));
        }
        ServiceMetrics after = ServiceMetrics.of(worker);
        Map<String, Instant> requested = requested(on.stack().bootstrapServers());
        double[] totals = stored.entrySet().stream()
                .mapToDouble(entry -> seconds(Objects.requireNonNull(requested.get(entry.getKey())), entry.getValue()))
                .sorted()
                .toArray();
        double mean = Arrays.stream(totals).average().orElse(Double.NaN);
        double steps = grown(before, after, "shakedown_step_seconds_sum", "") / jobs;
        double evaluation = grown(before, after, "shakedown_leg_part_seconds_sum", "part=\"evaluate\"") / jobs;
        double preparation = grown(before, after, "shakedown_leg_part_seconds_sum", "part=\"prepare\"") / jobs;
        double publishing = grown(before, after, "shakedown_leg_part_seconds_sum", "part=\"publish\"") / jobs;
        double waiting = grown(before, after, "shakedown_request_wait_seconds_sum", "lane") / jobs;
        out.accept(String.format(
                Locale.ROOT,
                "%s: %d jobs one by one, from the request to the stored result %.1f ms (median %.1f), of which steps %.1f,"
                        + " evaluation %.1f; the rest, %.1f ms, is the pipeline's: until prepared %.1f (preparing %.1f),"
                        + " publishing %.1f, storing and all else %.1f",
                what,
                jobs,
                mean * 1e3,
                totals[totals.length / 2] * 1e3,
                steps * 1e3,
                evaluation * 1e3,
                (mean - steps - evaluation) * 1e3,
                waiting * 1e3,
                preparation * 1e3,
                publishing * 1e3,
                (mean - steps - evaluation - waiting - publishing) * 1e3));
    }

    /** Runs a campaign of one job and tells when its result was stored, by the job's id. */
    private static Map<String, Instant> run(Stack on, CampaignDocument document)
            throws SQLException, InterruptedException {
        SubmittedCampaign campaign = CampaignSubmitter.submit(document, on.api());
        Instant end = on.results().await(campaign.id(), 1, OFTEN, PATIENCE);
        return Map.of(campaign.id(), end);
    }

    /** When each campaign's last request was written. */
    private static Map<String, Instant> requested(String bootstrapServers) {
        Map<String, Instant> requested = new HashMap<>();
        new WholeTopic(bootstrapServers, Topics.REQUESTS).read(received -> {
            JsonNode request = WireFormat.parse(Objects.requireNonNull(received.value()));
            requested.put(request.path("campaignId").asText(), Instant.ofEpochMilli(received.timestamp()));
        });
        return requested;
    }

    private static double grown(ServiceMetrics before, ServiceMetrics after, String name, String label) {
        return after.sum(name, label) - before.sum(name, label);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
