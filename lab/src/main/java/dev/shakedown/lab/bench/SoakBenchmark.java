package dev.shakedown.lab.bench;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps a stack at light work for hours: small campaigns one after the other, each watched, read as pages and files
 * are, and every tenth cancelled. Tells what each process, topic and table takes up after a first part and at the end.
 */
public final class SoakBenchmark {

    /** How much more memory a process may have at the end. */
    private static final double MOST_GROWTH = 0.10;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SAMPLE = Duration.ofMinutes(1);
    private static final int SAMPLES = 10;
    private static final int CANCELLED = 10;
    private static final double KIBIBYTE = 1024;
    private static final List<String> RETENTIONS = List.of("all", "perturbations", "metrics");
    /** What need not be kept is deleted within minutes, so that it does within a short run, too. */
    private static final Map<String, String> SETTINGS = Map.of(
            "shakedown.retention.every", "1M",
            "shakedown.retention.artifacts-after", "5M",
            "shakedown.retention.orphans-after", "10M");

    private final Checkout checkout;
    private final Consumer<String> out;

    public SoakBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /** A footprint, and how many jobs there had been. */
    private record Sample(Footprint footprint, long jobs) {}

    /**
     * Runs it.
     *
     * @param data for the stack's data and logs
     * @param whole how long
     * @param first how long its first part is, which the end is compared with
     * @param pause between two campaigns
     * @return whether no process has over a tenth more memory at the end
     */
    public boolean run(Path data, Duration whole, Duration first, Duration pause)
            throws IOException, InterruptedException, SQLException {
        if (!Footprint.isKnown()) {
            throw new IOException("/proc/self/smaps_rollup cannot be read: this needs Linux");
        }
        BenchCampaigns campaigns = new BenchCampaigns(data.resolve("campaigns"));
        Path photograph = checkout.root().resolve("examples/photos/small/astronaut.png");
        try (LocalStack stack = LocalStack.start(
                        StackOptions.onFreePorts(data.resolve("stack"), checkout.networks(), true)
                                .withSettings(SETTINGS),
                        checkout);
                StoredResults results = new StoredResults(stack.jdbcUrl())) {
            Reader reader = new Reader(new JobApiClient(stack.api()), new ResultStoreClient(stack.store()), data);
            Path topics = data.resolve("stack").resolve("kafka");
            Instant begin = Instant.now();
            Instant nextSample = begin;
            Deque<Sample> latest = new ArrayDeque<>();
            List<Sample> before = List.of();
            long jobs = 0;
            int number = 0;
            while (Instant.now().isBefore(begin.plus(whole))) {
                number++;
                SubmittedCampaign campaign = CampaignSubmitter.submit(
                        campaigns.small(photograph, RETENTIONS.get(number % RETENTIONS.size()), number), reader.api());
                if (number % CANCELLED == 0) {
                    reader.api().act(campaign.id(), "cancel");
                } else {
                    results.await(campaign.id(), campaign.jobs(), OFTEN, PATIENCE);
                    reader.read(campaign.id());
                }
                jobs += campaign.jobs();
                stack.failIfBroken();
                if (!Instant.now().isBefore(nextSample)) {
                    nextSample = nextSample.plus(SAMPLE);
                    latest.addLast(new Sample(Footprint.of(stack, topics), jobs));
                    if (latest.size() > SAMPLES) {
                        latest.removeFirst();
                    }
                    if (before.isEmpty() && Instant.now().isAfter(begin.plus(first))) {
                        before = List.copyOf(latest);
                    }
                    tell(begin, number, latest.getLast());
                }
                Thread.sleep(pause.toMillis());
            }
            out.accept("%d campaigns with %d jobs in %.1f h".formatted(number, jobs, hours(begin)));
            return compare(before, List.copyOf(latest), hours(first));
        }
    }

    /** Reads what people read of a campaign. */
    private record Reader(JobApiClient api, ResultStoreClient store, Path folder) {

        void read(String campaign) throws IOException {
            api.campaign(campaign);
            store.page(campaign);
            store.results(campaign);
            store.downloadReport(campaign, 2, folder.resolve("report.html"));
            store.downloadView(campaign, "paper-table.csv", folder.resolve("paper-table.csv"));
            store.downloadPerturbations(campaign, folder.resolve("perturbations.zip"));
        }
    }

    private void tell(Instant begin, int campaigns, Sample sample) {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%.2f h: %d campaigns; MiB:", hours(begin), campaigns));
        sample.footprint()
                .memory()
                .forEach((name, mebibytes) -> line.append(String.format(Locale.ROOT, " %s %.0f", name, mebibytes)));
        out.accept(line.toString());
    }

    private boolean compare(List<Sample> before, List<Sample> end, double first) {
        if (before.isEmpty()) {
            throw new IllegalStateException("the run ended before its first part");
        }
        boolean holds = true;
        Footprint last = end.get(end.size() - 1).footprint();
        out.accept(
                String.format(Locale.ROOT, "%-40s %12s %12s", "mean of ten minutes", "%.1f h".formatted(first), "end"));
        for (String name : last.memory().keySet()) {
            double then = mean(before, Footprint::memory, name);
            double now = mean(end, Footprint::memory, name);
            boolean tooMuch = now > (1 + MOST_GROWTH) * then;
            holds &= !tooMuch;
            out.accept(String.format(
                    Locale.ROOT,
                    "%-40s %12.1f %12.1f %+6.1f %%%s",
                    name + ", MiB",
                    then,
                    now,
                    100 * (now / then - 1),
                    tooMuch ? "  more than a tenth" : ""));
            row(name + ", open files and connections", before, end, Footprint::descriptors, name);
            row(name + ", threads", before, end, Footprint::threads, name);
        }
        Sample start = before.get(before.size() - 1);
        Sample stop = end.get(end.size() - 1);
        out.accept(String.format(Locale.ROOT, "%-40s %12s %12s", "stored, KiB a job", "until then", "since then"));
        for (String name : last.stored().keySet()) {
            double then = start.footprint().stored().getOrDefault(name, 0.0);
            double now = stop.footprint().stored().getOrDefault(name, 0.0);
            out.accept(String.format(
                    Locale.ROOT,
                    "%-40s %12.3f %12.3f",
                    name,
                    then / KIBIBYTE / start.jobs(),
                    (now - then) / KIBIBYTE / Math.max(1, stop.jobs() - start.jobs())));
        }
        return holds;
    }

    private void row(
            String what,
            List<Sample> before,
            List<Sample> end,
            Function<Footprint, Map<String, Double>> part,
            String name) {
        out.accept(String.format(
                Locale.ROOT, "%-40s %12.1f %12.1f", what, mean(before, part, name), mean(end, part, name)));
    }

    private static double mean(List<Sample> samples, Function<Footprint, Map<String, Double>> part, String name) {
        return samples.stream()
                .mapToDouble(sample -> part.apply(sample.footprint()).getOrDefault(name, 0.0))
                .average()
                .orElse(Double.NaN);
    }

    private static double hours(Instant since) {
        return hours(Duration.between(since, Instant.now()));
    }

    private static double hours(Duration time) {
        return time.toMillis() / 3.6e6;
    }
}
