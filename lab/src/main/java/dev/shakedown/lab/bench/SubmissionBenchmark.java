package dev.shakedown.lab.bench;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures how long a stack takes to accept a large campaign and to have all its jobs on Kafka, with the result-store
 * being asked about every job and storing every request beside it. No worker runs meanwhile.
 */
public final class SubmissionBenchmark {

    private static final int MEBIBYTE = 1 << 20;

    private final Checkout checkout;
    private final Consumer<String> out;

    public SubmissionBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /** Runs it with so many thousand jobs; {@code data} is for the stack's data and logs. */
    public void run(Path data, int thousands) throws IOException, InterruptedException {
        CampaignDocument document = new BenchCampaigns(data.resolve("campaigns")).large(thousands);
        try (LocalStack stack = LocalStack.start(
                StackOptions.onFreePorts(data.resolve("stack"), List.of(checkout.testNetworks()), true)
                        .withSettings(
                                Map.of("shakedown.expansion.requests-per-worker", Integer.toString(Integer.MAX_VALUE))),
                checkout)) {
            stack.processes().stream()
                    .filter(part -> part.name().startsWith("worker"))
                    .forEach(StackProcess::kill);
            JobApiClient api = new JobApiClient(stack.api());
            ResultStoreClient store = new ResultStoreClient(stack.store());
            long begin = System.nanoTime();
            SubmittedCampaign campaign = CampaignSubmitter.submit(document, api);
            double accepted = seconds(begin);
            double peak = 0;
            double expanded = Double.NaN;
            CampaignStatus status;
            do {
                Thread.sleep(250);
                status = api.campaign(campaign.id());
                peak = Math.max(peak, ServiceMetrics.of(stack.api()).sum("jvm_memory_used_bytes", "area=\"heap\""));
                if (Double.isNaN(expanded) && status.published() >= campaign.jobs()) {
                    expanded = seconds(begin);
                }
            } while (Double.isNaN(expanded) || store.campaign(campaign.id()).known() < campaign.jobs());
            double known = seconds(begin);
            out.accept(String.format(
                    Locale.ROOT,
                    "%d jobs: accepted in %.2f s, all on Kafka after %.1f s, %.0f jobs/s, all in PostgreSQL after %.1f s;"
                            + " job-api's heap never seen above %.0f MiB",
                    campaign.jobs(),
                    accepted,
                    expanded,
                    campaign.jobs() / expanded,
                    known,
                    peak / MEBIBYTE));
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
