package dev.shakedown.lab.bench;

import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.client.submission.CampaignSubmitter;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.stack.Checkout;
import dev.shakedown.stack.LocalStack;
import dev.shakedown.stack.StackOptions;
import dev.shakedown.stack.StackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures the host's work beside the device: the processor time that a job takes in each of the worker's rooms, on a
 * network of no cost (the identity) at 256x256. Jobs of one step and jobs of several tell the cost of a step from that
 * of the rest. From the figures it calculates how much of its time a fast device would compute.
 */
public final class DeviceBenchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final int SIDE = 256;

    /** Seconds of a step of 64 images, images in a step, and steps of a job, of the device that is made up. */
    private static final double STEP_SECONDS = 0.005;

    private static final int BATCH = 64;
    private static final int STEPS = 250;

    private final Checkout checkout;
    private final Consumer<String> out;

    public DeviceBenchmark(Checkout checkout, Consumer<String> out) {
        this.checkout = checkout;
        this.out = out;
    }

    /**
     * Processor seconds of a job in each room, and in all threads of the worker.
     *
     * @param computing seconds of a job's steps, by the clock
     * @param wall seconds between the ends of two jobs
     */
    private record Cost(
            double preparation, double device, double completion, double worker, double computing, double wall) {

        /** At no steps, by extrapolation from this, of one step, and another cost of {@code steps}. */
        Cost withoutSteps(Cost other, int steps) {
            double share = 1.0 / (steps - 1);
            return new Cost(
                    preparation,
                    device - share * (other.device - device),
                    completion,
                    worker - share * (other.worker - worker),
                    computing - share * (other.computing - computing),
                    wall - share * (other.wall - wall));
        }
    }

    /**
     * Runs it.
     *
     * @param data for the stack's data and logs
     * @param jobs how many to measure of either kind; as many are run before
     * @param steps of the longer kind
     */
    public void run(Path data, int jobs, int steps) throws IOException, InterruptedException, SQLException {
        BenchCampaigns campaigns = new BenchCampaigns(data.resolve("campaigns"));
        List<Path> networks = new ArrayList<>(checkout.networks());
        networks.add(identity(data.resolve("networks")));
        try (LocalStack stack = LocalStack.start(
                        StackOptions.onFreePorts(data.resolve("stack"), networks, true)
                                .withWorkers(1, 1),
                        checkout);
                StoredResults results = new StoredResults(stack.jdbcUrl())) {
            long worker = worker(stack);
            measure(campaigns.hostWork(SIDE, jobs, 1, 1), stack, results, worker);
            Cost one = measure(campaigns.hostWork(SIDE, jobs, 1, 2), stack, results, worker);
            tell("1 step", jobs, one);
            Cost several = measure(campaigns.hostWork(SIDE, jobs, steps, 3), stack, results, worker);
            tell(steps + " steps", jobs, several);
            Cost none = one.withoutSteps(several, steps);
            out.accept(String.format(
                    Locale.ROOT,
                    "without the steps, by extrapolation: device's thread %.1f, all threads of the worker %.1f",
                    none.device * 1e3,
                    none.worker * 1e3));
            for (int threads : new int[] {2, 14}) {
                calculate(none, threads);
            }
        }
    }

    /** A directory with a network that gives y back. */
    private Path identity(Path folder) throws IOException {
        Files.createDirectories(folder);
        byte[] file = Files.readAllBytes(checkout.testNetworks().resolve("odd/identity.pt"));
        Files.write(folder.resolve("identity.pt"), file);
        Files.writeString(
                folder.resolve("registry.json"),
                "{\"schema\": 1, \"networks\": [{\"name\": \"identity\", \"file\": \"identity.pt\", \"sha256\": \"%s\"}]}"
                        .formatted(Sha256.of(file).hex()));
        return folder;
    }

    private static long worker(LocalStack stack) {
        return stack.processes().stream()
                .filter(process -> process.name().equals("worker-1"))
                .mapToLong(StackProcess::pid)
                .findFirst()
                .orElseThrow();
    }

    private static Cost measure(CampaignDocument document, LocalStack stack, StoredResults results, long worker)
            throws IOException, SQLException, InterruptedException {
        ThreadTimes before = ThreadTimes.of(worker);
        double stepsBefore = secondsOfSteps(stack);
        SubmittedCampaign campaign = CampaignSubmitter.submit(document, new JobApiClient(stack.api()));
        Instant begin = Instant.now();
        Instant end = results.await(campaign.id(), campaign.jobs(), OFTEN, PATIENCE);
        ThreadTimes after = ThreadTimes.of(worker);
        double jobs = campaign.jobs();
        return new Cost(
                (after.of("preparation") - before.of("preparation")) / jobs,
                (after.of("attack-loop") - before.of("attack-loop")) / jobs,
                (after.of("completion") - before.of("completion")) / jobs,
                (after.sum() - before.sum()) / jobs,
                (secondsOfSteps(stack) - stepsBefore) / jobs,
                Duration.between(begin, end).toNanos() * 1e-9 / jobs);
    }

    private static double secondsOfSteps(LocalStack stack) throws IOException {
        return ServiceMetrics.of(stack.workers().get(0)).sum("shakedown_step_seconds_sum", "");
    }

    private void tell(String what, int jobs, Cost cost) {
        out.accept(String.format(
                Locale.ROOT,
                "%dx%d, identity, %d jobs, %s: processor ms a job: preparation %.1f, device's thread %.1f,"
                        + " completion %.1f, all threads of the worker %.1f; %.1f jobs/s; steps took %.0f %% of the time",
                SIDE,
                SIDE,
                jobs,
                what,
                cost.preparation * 1e3,
                cost.device * 1e3,
                cost.completion * 1e3,
                cost.worker * 1e3,
                1 / cost.wall,
                100 * cost.computing / cost.wall));
    }

    /** The device waits for its own thread's host work, and for the host threads where they are the slower. */
    private void calculate(Cost host, int threads) {
        double computing = STEPS * STEP_SECONDS / BATCH;
        double device = computing + host.device;
        double beside = (host.worker - host.device) / threads;
        double job = Math.max(device, beside);
        out.accept(String.format(
                Locale.ROOT,
                "calculated, not measured: a device with %d steps of %.0f ms for %d images and %d host threads beside its"
                        + " own would end %.1f jobs/s and compute %.0f %% of its time; %s set the pace",
                STEPS,
                STEP_SECONDS * 1e3,
                BATCH,
                threads,
                1 / job,
                100 * computing / job,
                beside > device ? "the host threads" : "the device and its thread"));
    }

    /**
     * Processor time of a process's threads, by name; threads that have ended do not count. Linux only.
     *
     * @param seconds in user and kernel mode, by the first 15 characters of the threads' names
     */
    private record ThreadTimes(Map<String, Double> seconds) {

        /** The kernel counts in hundredths of a second (USER_HZ). */
        private static final double TICK = 0.01;

        /** Fields of {@code /proc/PID/task/TID/stat} behind the name, which ends with the last parenthesis. */
        private static final int USER = 11;

        private static final int KERNEL = 12;

        static ThreadTimes of(long pid) throws IOException {
            Map<String, Double> seconds = new HashMap<>();
            try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
                for (Path task : tasks.toList()) {
                    try {
                        String stat = Files.readString(task.resolve("stat"));
                        int end = stat.lastIndexOf(')');
                        List<String> fields = List.of(stat.substring(end + 2).split(" "));
                        double ticks = Double.parseDouble(fields.get(USER)) + Double.parseDouble(fields.get(KERNEL));
                        seconds.merge(stat.substring(stat.indexOf('(') + 1, end), ticks * TICK, Double::sum);
                    } catch (IOException | UncheckedIOException e) {
                        continue; // It has ended.
                    }
                }
            }
            return new ThreadTimes(Map.copyOf(seconds));
        }

        /** Of the threads whose name begins so. */
        double of(String prefix) {
            return seconds.entrySet().stream()
                    .filter(thread -> thread.getKey().startsWith(prefix))
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }

        double sum() {
            return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }
}
