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
import org.jspecify.annotations.Nullable;

/**
 * Measures the host's work beside the device: the processor time that a job takes in each of the worker's rooms, on a
 * network of no cost (the identity). Jobs of one step and jobs of several tell the cost of a step from that of the
 * rest. From the figures it calculates how much of its time a fast device would compute; then it measures that: on a
 * processor with passes that take a known time more, in which the thread sleeps, on a GPU with a real network, as the
 * driver tells.
 */
public final class DeviceBenchmark {

    private static final String IDENTITY = "identity";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration OFTEN = Duration.ofMillis(20);
    /** Seconds of a step of 64 images, images in a step, and steps of a job, of the device that is made up. */
    private static final double STEP_SECONDS = 0.005;

    private static final int BATCH = 64;
    private static final int STEPS = 250;

    /**
     * What stands for such a device on a processor: so many passes a job, one image each, that take as long in all. One
     * of them is no step: it checks the network's gradient.
     */
    private static final int PASSES = 2;

    private static final Duration PASS = Duration.ofNanos((long) (1e9 * STEP_SECONDS * STEPS / BATCH / PASSES));

    /** Of a slower device: so many times as many passes a job. */
    private static final int SLOWER = 13;

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
     * What to measure.
     *
     * @param device that the worker computes on: {@code cpu}, {@code gpu0}
     * @param side of the images, in pixels
     * @param jobs how many to measure of either kind; as many are run before
     * @param steps of the longer kind
     * @param network that is attacked with {@code attackSteps} while the GPU's use is read; null for none
     * @param attackSteps of a job on that network
     * @param gpu the program that tells the GPU's use
     */
    public record Settings(
            String device,
            int side,
            int jobs,
            int steps,
            @Nullable String network,
            int attackSteps,
            List<String> gpu) {

        /** With the driver's program. */
        public Settings(String device, int side, int jobs, int steps, @Nullable String network, int attackSteps) {
            this(device, side, jobs, steps, network, attackSteps, GpuSampler.program(device));
        }

        /** With another program, which prints the same. */
        public Settings withGpuProgram(List<String> program) {
            return new Settings(device, side, jobs, steps, network, attackSteps, program);
        }

        boolean isGpu() {
            return device.startsWith("gpu");
        }
    }

    /** Runs it; {@code data}: for the stacks' data and logs. */
    public void run(Path data, Settings settings) throws IOException, InterruptedException, SQLException {
        BenchCampaigns campaigns = new BenchCampaigns(data.resolve("campaigns"));
        List<Path> networks = new ArrayList<>(checkout.networks());
        networks.add(identity(data.resolve("networks")));
        StackOptions options = StackOptions.onFreePorts(data.resolve("stack"), networks, true)
                .withWorkers(1, settings.isGpu() ? 0 : 1)
                .withSettings(Map.of("shakedown.worker.device", settings.device()));
        hostWork(campaigns, options, settings);
        if (!settings.isGpu()) {
            Map<String, String> paced = Map.of(
                    "shakedown.worker.device", settings.device(),
                    "shakedown.worker.plan", "1x1",
                    "shakedown.worker.added-pass-time", PASS.toString());
            StackOptions slowed = StackOptions.onFreePorts(data.resolve("paced"), networks, true)
                    .withWorkers(1, 1)
                    .withSettings(paced);
            dutyOfMadeUpDevice(campaigns, slowed, settings);
        }
    }

    private void hostWork(BenchCampaigns campaigns, StackOptions options, Settings settings)
            throws IOException, InterruptedException, SQLException {
        int side = settings.side();
        int jobs = settings.jobs();
        int steps = settings.steps();
        try (LocalStack stack = LocalStack.start(options, checkout);
                StoredResults results = new StoredResults(stack.jdbcUrl())) {
            long worker = worker(stack);
            measure(campaigns.hostWork(IDENTITY, side, jobs, 1, 1), jobs, stack, results, worker);
            Cost one = measure(campaigns.hostWork(IDENTITY, side, jobs, 1, 2), jobs, stack, results, worker);
            tell(settings, "1 step", one);
            Cost several = measure(campaigns.hostWork(IDENTITY, side, jobs, steps, 3), jobs, stack, results, worker);
            tell(settings, steps + " steps", several);
            Cost none = one.withoutSteps(several, steps);
            out.accept(String.format(
                    Locale.ROOT,
                    "without the steps, by extrapolation: device's thread %.1f, all threads of the worker %.1f",
                    none.device * 1e3,
                    none.worker * 1e3));
            for (int threads : new int[] {2, 14}) {
                calculate(none, threads);
            }
            if (settings.network() != null) {
                dutyOfDevice(campaigns, settings, settings.network(), stack, results);
            }
            out.accept(String.format(
                    Locale.ROOT, "the worker's memory at its peak: %d MiB of the host", peakMebibytes(worker)));
        }
    }

    /** The share of the time in which the passes' added time was slept through, with a fast device and a slower one. */
    private void dutyOfMadeUpDevice(BenchCampaigns campaigns, StackOptions options, Settings settings)
            throws IOException, InterruptedException, SQLException {
        try (LocalStack stack = LocalStack.start(options, checkout);
                StoredResults results = new StoredResults(stack.jdbcUrl())) {
            int side = settings.side();
            int jobs = settings.jobs();
            run(campaigns.hostWork(IDENTITY, side, jobs, PASSES - 1, 4), stack, results);
            for (int passes : new int[] {PASSES, SLOWER * PASSES}) {
                double sleptBefore = slept(stack);
                double stepsBefore = secondsOfSteps(stack);
                double wall = run(campaigns.hostWork(IDENTITY, side, jobs, passes - 1, 4 + passes), stack, results);
                double slept = slept(stack) - sleptBefore;
                double steps = secondsOfSteps(stack) - stepsBefore;
                out.accept(String.format(
                        Locale.ROOT,
                        "measured: a device that computes %.1f ms a job (%d passes of %.2f ms, slept through) computed"
                                + " %.0f %% of the time, %.0f %% with the steps' own arithmetic; %.1f jobs/s; %d"
                                + " processors for the stack",
                        1e3 * slept / jobs,
                        passes,
                        PASS.toNanos() * 1e-6,
                        100 * slept / wall,
                        100 * steps / wall,
                        jobs / wall,
                        Runtime.getRuntime().availableProcessors()));
            }
        }
    }

    private static double slept(LocalStack stack) throws IOException {
        return ServiceMetrics.of(stack.workers().get(0)).sum("shakedown_added_pass_seconds_sum", "");
    }

    /** The share of the time in which the GPU computed, as its driver tells, and its memory. */
    private void dutyOfDevice(
            BenchCampaigns campaigns, Settings settings, String network, LocalStack stack, StoredResults results)
            throws IOException, InterruptedException, SQLException {
        int side = settings.side();
        int steps = settings.attackSteps();
        run(campaigns.hostWork(network, side, settings.jobs(), steps, 5), stack, results);
        GpuSampler sampler = GpuSampler.start(settings.gpu());
        double wall;
        GpuSampler.GpuUse use;
        try {
            wall = run(campaigns.hostWork(network, side, settings.jobs(), steps, 6), stack, results);
        } finally {
            use = sampler.end();
        }
        out.accept(String.format(
                Locale.ROOT,
                "measured: %s at %dx%d, %d jobs of %d steps: %s computed %.0f %% of the time (%d readings), %d MiB of its"
                        + " memory in use at most; %.1f jobs/s, %.0f image-steps/s",
                network,
                side,
                side,
                settings.jobs(),
                steps,
                settings.device(),
                100 * use.share(),
                use.samples(),
                use.peakMebibytes(),
                settings.jobs() / wall,
                (double) settings.jobs() * steps / wall));
    }

    /** Runs a campaign; gives the seconds from its submission to its last result. */
    private static double run(CampaignDocument document, LocalStack stack, StoredResults results)
            throws IOException, SQLException, InterruptedException {
        SubmittedCampaign campaign = CampaignSubmitter.submit(document, new JobApiClient(stack.api()));
        Instant begin = Instant.now();
        Instant end = results.await(campaign.id(), campaign.jobs(), OFTEN, PATIENCE);
        return Duration.between(begin, end).toNanos() * 1e-9;
    }

    /** The most that a process has had resident since it began, or since it last measured a pass. */
    private static long peakMebibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
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

    private static Cost measure(
            CampaignDocument document, int jobs, LocalStack stack, StoredResults results, long worker)
            throws IOException, SQLException, InterruptedException {
        ThreadTimes before = ThreadTimes.of(worker);
        double stepsBefore = secondsOfSteps(stack);
        double wall = run(document, stack, results);
        ThreadTimes after = ThreadTimes.of(worker);
        return new Cost(
                (after.of("preparation") - before.of("preparation")) / jobs,
                (after.of("attack-loop") - before.of("attack-loop")) / jobs,
                (after.of("completion") - before.of("completion")) / jobs,
                (after.sum() - before.sum()) / jobs,
                (secondsOfSteps(stack) - stepsBefore) / jobs,
                wall / jobs);
    }

    private static double secondsOfSteps(LocalStack stack) throws IOException {
        return ServiceMetrics.of(stack.workers().get(0)).sum("shakedown_step_seconds_sum", "");
    }

    private void tell(Settings settings, String what, Cost cost) {
        out.accept(String.format(
                Locale.ROOT,
                "%dx%d, identity, %d jobs, %s: processor ms a job: preparation %.1f, device's thread %.1f,"
                        + " completion %.1f, all threads of the worker %.1f; %.1f jobs/s; steps took %.0f %% of the time",
                settings.side(),
                settings.side(),
                settings.jobs(),
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
