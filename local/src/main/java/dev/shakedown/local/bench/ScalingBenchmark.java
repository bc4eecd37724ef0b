package dev.shakedown.local.bench;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.local.bench.BusySamples.Sample;
import dev.shakedown.local.bench.BusySamples.Seen;
import dev.shakedown.local.client.JobApi;
import dev.shakedown.local.client.ServiceMetrics;
import dev.shakedown.local.simulation.Delivery;
import dev.shakedown.local.simulation.Kind;
import dev.shakedown.local.simulation.Lane;
import dev.shakedown.local.simulation.Publication;
import dev.shakedown.local.simulation.Scenario;
import dev.shakedown.local.simulation.Simulation;
import dev.shakedown.local.simulation.WorkGroup;
import dev.shakedown.local.stack.Checkout;
import dev.shakedown.local.stack.LocalStack;
import dev.shakedown.local.stack.StackOptions;
import dev.shakedown.local.submission.CampaignDocument;
import dev.shakedown.local.submission.Submission;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds the simulator against real runs. For each number of workers it starts a stack, has small campaigns tell what a
 * step and a job cost while one, two and all of them compute, predicts from that how long a larger campaign with more
 * steps takes, and only then runs it. Nothing is taken from the run that is predicted.
 */
public final class ScalingBenchmark {

    private static final String NETWORK = "wiener-cnn";
    private static final String SIZE = "64x64";
    private static final int PARTITIONS = 64;
    /** Jobs under one key, and budgets of a campaign: so every blur is a key. */
    private static final int CHUNK = BenchCampaigns.BUDGETS;

    private static final int WARM_UP_STEPS = 40;
    private static final int ALONE_LONGER = 6;
    private static final int CALIBRATION_STEPS = 40;
    private static final int CALIBRATION_BLURS = 12;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SELDOM = Duration.ofMillis(200);

    private final Checkout checkout;
    private final Consumer<String> out;

    /** A benchmark that tells {@code out} its figures. */
    public ScalingBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /** A running stack, and how to talk to it. */
    private record Running(LocalStack stack, JobApi api, StoredResults results, BenchCampaigns campaigns, Path photo) {}

    /**
     * Runs it.
     *
     * @param data for the stacks' data and logs
     * @param workers the numbers of workers to run with
     * @param jobs of the campaign that is predicted
     * @param steps of each of them
     */
    public void run(Path data, List<Integer> workers, int jobs, int steps)
            throws IOException, InterruptedException, SQLException {
        for (int number : workers) {
            Path folder = data.resolve("workers-" + number);
            StackOptions options = StackOptions.disposable(
                    folder.resolve("stack"),
                    checkout.networks(),
                    number,
                    Map.of("shakedown.worker.plan", "1x1", "shakedown.expansion.chunk-size", Integer.toString(CHUNK)));
            try (LocalStack stack = LocalStack.start(options, checkout);
                    StoredResults results = new StoredResults(stack.jdbcUrl())) {
                BenchCampaigns campaigns = new BenchCampaigns(folder.resolve("campaigns"));
                Path photo = checkout.root().resolve("photos/small/astronaut.png");
                measure(new Running(stack, new JobApi(stack.api()), results, campaigns, photo), number, jobs, steps);
            }
        }
    }

    private void measure(Running on, int workers, int jobs, int steps)
            throws IOException, SQLException, InterruptedException {
        List<Set<TopicPartition>> shares =
                RequestShares.await(on.stack().bootstrapServers(), workers, PARTITIONS * Lane.values().length);
        Calibration calibration = calibrate(on, workers, shares);
        say(
                "%d workers: a step takes %.1f ms alone; slowdown by busy workers %s; preparing %.0f ms, beginning %.0f,"
                        + " evaluating %.0f, publishing %.0f, storing %.0f; first job after %.2f s; load %.1f",
                workers,
                calibration.step() * 1e3,
                rounded(calibration.slowdown().factors()),
                calibration.overheads().prepare() * 1e3,
                calibration.overheads().begin() * 1e3,
                calibration.overheads().evaluate() * 1e3,
                calibration.overheads().publish() * 1e3,
                calibration.overheads().store() * 1e3,
                calibration.delay(),
                load());
        Scenario scenario = scenario(calibration, workers, jobs, steps);
        double predicted = Simulation.run(scenario, 1, shares).makespan();
        double unseen = Simulation.run(scenario, 1).makespan();
        say(
                "%d workers: %d jobs of %d steps are predicted to take %.1f s; without having looked at who reads what %.1f s;"
                        + " with equal shares and all the time all at work %.1f s",
                workers, jobs, steps, predicted, unseen, equal(calibration, workers, jobs, steps));
        WorkerFigures before = figures(on);
        long begin = System.nanoTime();
        SubmittedCampaign campaign =
                Submission.of(on.campaigns().scaling(on.photo(), NETWORK, jobs / CHUNK, steps, 100), on.api());
        on.results().await(campaign.id(), campaign.jobs(), SELDOM, PATIENCE);
        double measured = seconds(begin);
        WorkerFigures made = figures(on).since(before);
        say(
                "%d workers: predicted %.1f s, measured %.1f s, ratio %.3f (%.3f without having looked); load %.1f",
                workers, predicted, measured, predicted / measured, unseen / measured, load());
        diagnose(on, workers, scenario, calibration, shares, new Run(predicted, measured, made));
    }

    /** A run that was predicted, with what its workers counted. */
    private record Run(double predicted, double measured, WorkerFigures figures) {}

    /** Says how much of the difference is the machine's, which others use, too. */
    private void diagnose(
            Running on,
            int workers,
            Scenario scenario,
            Calibration calibration,
            List<Set<TopicPartition>> shares,
            Run run)
            throws IOException, SQLException, InterruptedException {
        double before = calibration.step() * factor(calibration, workers);
        double after = stepOfAll(on, workers, shares);
        double drift = after / before;
        WorkGroup work = scenario.work().get(0);
        Scenario between =
                scenario.withPools(List.of(calibration.slower((1 + drift) / 2).pool(work.kind(), workers)));
        double bracketed = Simulation.run(between, 1, shares).makespan();
        say(
                "%d workers: a step with all at work took %.1f ms before the run and %.1f ms after it; with the mean of both"
                        + " %.1f s, ratio %.3f",
                workers, before * 1e3, after * 1e3, bracketed, bracketed / run.measured());
        double simulatedStep = simulatedStep(scenario, calibration, shares);
        double speed = run.figures().secondsAnImage() / simulatedStep;
        Scenario asFast = scenario.withPools(List.of(calibration.slower(speed).pool(work.kind(), workers)));
        double sameSpeed = Simulation.run(asFast, 1, shares).makespan();
        say(
                "%d workers: a step was predicted to take %.1f ms in the mean and took %.1f ms in the run; at that speed, which"
                        + " nobody knew before, %.1f s, ratio %.3f: what is left is not the machine's speed",
                workers,
                simulatedStep * 1e3,
                run.figures().secondsAnImage() * 1e3,
                sameSpeed,
                sameSpeed / run.measured());
    }

    /** Seconds of a step in the mean over a simulated run, with however many workers at work. */
    private static double simulatedStep(Scenario scenario, Calibration calibration, List<Set<TopicPartition>> shares) {
        WorkGroup work = scenario.work().get(0);
        double busy = Simulation.run(scenario, 1, shares).pools().get(0).busySeconds();
        double alone = calibration.overheads().prepare()
                + calibration.overheads().begin()
                + work.steps() * calibration.step()
                + calibration.overheads().evaluate();
        return busy / (work.jobs() * alone) * calibration.step();
    }

    /** Seconds of a step while all compute, from another small campaign. */
    private double stepOfAll(Running on, int workers, List<Set<TopicPartition>> shares)
            throws IOException, SQLException, InterruptedException {
        int blurs = Math.max(CALIBRATION_BLURS, blurs(shares, workers));
        Seen seen = follow(on, on.campaigns().scaling(on.photo(), NETWORK, blurs, CALIBRATION_STEPS, 1000))
                .samples()
                .seen()
                .get(workers);
        if (seen == null) {
            throw new IllegalStateException("no time was seen in which all workers computed");
        }
        return seen.figures().secondsAnImage();
    }

    private static double factor(Calibration calibration, int workers) {
        return calibration.slowdown().factors().floorEntry(workers).getValue();
    }

    private static Scenario scenario(Calibration calibration, int workers, int jobs, int steps) {
        Kind kind = new Kind(NETWORK, SIZE);
        return new Scenario(
                List.of(new WorkGroup("", NETWORK, SIZE, jobs, steps, 1, CHUNK)),
                new Publication(calibration.delay(), Publication.DEFAULT.jobsPerSecond()),
                PARTITIONS,
                // The group has long agreed when the campaign is submitted.
                new Delivery(Delivery.DEFAULT.leg(), 3, 15, 20, 0),
                List.of(calibration.pool(kind, workers)),
                Scenario.LONG);
    }

    /** What simple division says. */
    private static double equal(Calibration calibration, int workers, int jobs, int steps) {
        double job = calibration.overheads().prepare()
                + calibration.overheads().begin()
                + steps * calibration.step()
                + calibration.overheads().evaluate();
        return jobs * job * factor(calibration, workers) / workers;
    }

    /** Small campaigns with few steps: for one worker, for two, and for all. */
    private Calibration calibrate(Running on, int workers, List<Set<TopicPartition>> shares)
            throws IOException, SQLException, InterruptedException {
        // Loads the network everywhere, and lets compilers and caches settle; with a short warm-up, steps were slower
        // than later.
        follow(on, on.campaigns().scaling(on.photo(), NETWORK, CALIBRATION_BLURS * 2, WARM_UP_STEPS, 1));
        Map<Integer, Seen> seen = new HashMap<>();
        WorkerFigures before = figures(on);
        Tail tail = new Tail(0, 0);
        int runs = 0;
        Set<Integer> busy = new HashSet<>(List.of(1, Math.min(2, workers), workers));
        for (int number : busy) {
            int blurs = number == workers ? Math.max(CALIBRATION_BLURS, blurs(shares, workers)) : blurs(shares, number);
            // One worker has but one key: long enough to be looked at several times on a fast machine, too.
            int steps = number == 1 ? ALONE_LONGER * CALIBRATION_STEPS : CALIBRATION_STEPS;
            Followed followed = follow(on, on.campaigns().scaling(on.photo(), NETWORK, blurs, steps, 10 + number));
            followed.samples().seen().forEach((workersBusy, what) -> seen.merge(workersBusy, what, Seen::plus));
            tail = new Tail(
                    tail.delay() + followed.tail().delay(),
                    tail.store() + followed.tail().store());
            runs++;
        }
        double publish = figures(on).since(before).publish();
        return Calibration.of(seen, publish, Math.max(0, tail.store() / runs - publish), tail.delay() / runs);
    }

    /** How many blurs, a key each, it takes until so many workers have one at least. */
    private static int blurs(List<Set<TopicPartition>> shares, int workers) {
        WorkGroup work = new WorkGroup("", NETWORK, SIZE, Integer.MAX_VALUE, 1, 1, CHUNK);
        Set<Integer> owners = new HashSet<>();
        int blurs = 0;
        while (owners.size() < workers) {
            TopicPartition place =
                    new TopicPartition(Lane.NORMAL.topic(), Simulation.partition(work.key(blurs * CHUNK), PARTITIONS));
            for (int i = 0; i < shares.size(); i++) {
                if (shares.get(i).contains(place)) {
                    owners.add(i);
                }
            }
            blurs++;
        }
        return blurs;
    }

    /**
     * The beginning and the end of a campaign.
     *
     * @param delay from the submission until a job was being prepared
     * @param store from the last evaluation until all results were stored
     */
    private record Tail(double delay, double store) {}

    private record Followed(BusySamples samples, Tail tail) {}

    /** Runs a campaign and looks at the workers all the while. */
    private Followed follow(Running on, CampaignDocument document) throws SQLException, InterruptedException {
        WorkerFigures before = figures(on);
        BusySamples samples = new BusySamples();
        long begin = System.nanoTime();
        SubmittedCampaign campaign = Submission.of(document, on.api());
        double begun = Double.NaN;
        double evaluated = 0;
        while (true) {
            List<WorkerFigures> now = each(on);
            double time = seconds(begin);
            WorkerFigures all = WorkerFigures.sum(now).since(before);
            if (Double.isNaN(begun) && all.prepared() >= 1) {
                begun = time;
            }
            if (all.evaluated() >= campaign.jobs()) {
                evaluated = time;
                break;
            }
            if (!Double.isNaN(begun)) {
                samples.add(new Sample(time, now));
            }
            if (time > PATIENCE.toSeconds()) {
                throw new IllegalStateException("the campaign " + campaign.id() + " does not come to its end");
            }
            Thread.sleep(Double.isNaN(begun) ? OFTEN.toMillis() : LOOK.toMillis());
        }
        on.results().await(campaign.id(), campaign.jobs(), OFTEN, PATIENCE);
        // The last evaluation ended half a look before it was seen, in the mean.
        return new Followed(samples, new Tail(begun, seconds(begin) - evaluated + LOOK.toMillis() / 2e3));
    }

    private static WorkerFigures figures(Running on) {
        return WorkerFigures.sum(each(on));
    }

    private static List<WorkerFigures> each(Running on) {
        return on.stack().workers().stream()
                .map(worker -> WorkerFigures.of(ServiceMetrics.of(worker)))
                .toList();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String rounded(Map<Integer, Double> factors) {
        StringBuilder text = new StringBuilder();
        factors.forEach((busy, factor) ->
                text.append(String.format(Locale.ROOT, "%s%d: %.2f", text.isEmpty() ? "" : ", ", busy, factor)));
        return text.toString();
    }

    private void say(String format, Object... arguments) {
        out.accept(String.format(Locale.ROOT, format, arguments));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
