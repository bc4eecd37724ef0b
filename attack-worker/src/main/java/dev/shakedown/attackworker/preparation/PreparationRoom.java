package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.RequestLanes;
import dev.shakedown.attackworker.delivery.StorageBacklog;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.attackworker.job.SlotLimit;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.attackworker.preparation.PreparedJobs.Rank;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The worker's first room: takes requests ahead of need, prepares them on host threads, and keeps them in order until
 * the device takes them. How many are ahead is bounded by jobs and by bytes. Thread-safe.
 */
@ApplicationScoped
public class PreparationRoom {

    private static final long IDLE_MILLIS = 200;
    private static final long FULL_MILLIS = 20;
    private static final int LEAST_AHEAD = 4;
    private static final int LEAST_HELD_REQUESTS = 16;

    /** Of the heap, this much may be in the arrays of prepared jobs. */
    private static final int HEAP_SHARE = 8;

    private final RequestIntake intake;
    private final JobStart jobStart;
    private final StorageBacklog backlog;
    private final LegTracing tracing;
    private final DeviceQueue device;
    private final MeterRegistry meters;
    private final RequestLanes lanes;
    private final PreparedJobs queue;
    private final Thread thread = new Thread(this::run, "preparation");
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            task -> new Thread(task, "preparation-" + started.incrementAndGet()));
    private volatile boolean stopping;
    private volatile boolean broken;

    PreparationRoom(
            WorkerConfig config,
            RequestIntake intake,
            JobStart jobStart,
            StorageBacklog backlog,
            LegTracing tracing,
            DeviceQueue device,
            MeterRegistry meters) {
        this.intake = intake;
        this.jobStart = jobStart;
        this.backlog = backlog;
        this.tracing = tracing;
        this.device = device;
        this.meters = meters;
        this.lanes =
                new RequestLanes(Math.max(LEAST_HELD_REQUESTS, 2 * SlotLimit.jobs(config)), SlotLimit.requests(config));
        this.queue = new PreparedJobs(
                Math.max(LEAST_AHEAD, SlotLimit.jobs(config)),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        meters.gauge("shakedown.requests.waiting", lanes, RequestLanes::size);
        meters.gauge("shakedown.jobs.prepared", queue, PreparedJobs::size);
    }

    public record RefusedJob(DeliveredRequest delivered, JobOutcome.Failed failure) {}

    /** A job that left before it took a slot, and whose attempt was announced. */
    public record WithdrawnJob(DeliveredRequest delivered, AdmissionDecision.Run admission) {}

    /** Starts taking requests; the lanes are to be filled with them. */
    public RequestLanes start() {
        thread.start();
        return lanes;
    }

    public boolean isAlive() {
        return thread.isAlive() && !broken;
    }

    private void run() {
        try {
            while (!stopping) {
                if (backlog.isFull() || !intake.isReady()) {
                    Thread.sleep(IDLE_MILLIS);
                    continue;
                }
                RequestIntake.Taken taken = intake.take(lanes, queue);
                taken.job().ifPresent(this::prepare);
                if (!taken.any()) {
                    awaitRequest();
                }
            }
        } catch (InterruptedException e) {
            Log.debug("Preparation was asked to stop");
        }
    }

    private void awaitRequest() throws InterruptedException {
        if (lanes.size() == 0) {
            lanes.await(IDLE_MILLIS);
        } else {
            queue.awaitChange(FULL_MILLIS);
        }
    }

    private void prepare(QueuedJob job) {
        if (job.refusal() != null) {
            device.wake();
            return;
        }
        try {
            threads.execute(() -> start(job));
        } catch (RejectedExecutionException e) {
            Log.debug("Preparation was asked to stop");
        }
    }

    private void start(QueuedJob job) {
        try {
            jobStart.start(job);
        } catch (InterruptedException e) {
            Log.debug("Preparation was asked to stop");
        } catch (Error e) {
            broken = true;
            throw e;
        }
    }

    /** Takes the next job if it is ready, as wanted, and its campaign still goes on; never one behind it. */
    public Optional<ReadyJob> takeIf(Predicate<ReadyJob> wanted) {
        Optional<ReadyJob> taken = queue.takeIf(wanted);
        while (taken.isPresent() && !intake.mayBegin(taken.get().delivered())) {
            taken = queue.takeIf(wanted);
        }
        taken.ifPresent(ready -> meters.timer(
                        "shakedown.request.wait",
                        "lane",
                        ready.delivered().lane().name().toLowerCase(Locale.ROOT))
                .record(Duration.between(ready.delivered().source().written(), Instant.now())));
        return taken;
    }

    public boolean isUrgent() {
        return queue.urgent() != null;
    }

    /** Whether the urgent job that is ready is as wanted. */
    public boolean isUrgentFor(Predicate<ReadyJob> wanted) {
        ReadyJob urgent = queue.urgent();
        return urgent != null && wanted.test(urgent);
    }

    /**
     * Announces a job that runs alone, and waits until the brokers know; others were announced before they were ready.
     * Why it cannot run; empty if it can.
     */
    public Optional<JobOutcome.Failed> announce(ReadyJob job) {
        return job.announced() ? Optional.empty() : jobStart.announceNow(job);
    }

    /** Whether there is room for a job that runs again. */
    public boolean hasRoomToRepeat() {
        return !queue.isRepeating();
    }

    /** Prepares a job again about which was decided before; it runs alone, and before those that have not begun. */
    public void repeat(DeliveredRequest delivered, AdmissionDecision.Run admission) {
        QueuedJob job = new QueuedJob(tracing.begin(delivered), admission, true, true);
        queue.add(Rank.REPEATED, job);
        prepare(job);
    }

    public List<RefusedJob> takeRefused() {
        List<RefusedJob> refused = new ArrayList<>();
        for (QueuedJob job : queue.takeRefused()) {
            refused.add(new RefusedJob(job.delivered(), Objects.requireNonNull(job.refusal())));
        }
        return refused;
    }

    /** Drops all requests and jobs of some partitions; those of the jobs that were announced. */
    public List<WithdrawnJob> drop(Set<TopicPartition> partitions) {
        return withdrawn(intake.drop(partitions, queue));
    }

    /** Stops; drops all jobs, and returns those that were announced. */
    public List<WithdrawnJob> stop() {
        stopping = true;
        intake.close();
        thread.interrupt();
        List<WithdrawnJob> withdrawn = withdrawn(queue.takeOf(any -> true));
        threads.shutdownNow();
        return withdrawn;
    }

    private static List<WithdrawnJob> withdrawn(List<QueuedJob> jobs) {
        List<WithdrawnJob> announced = new ArrayList<>();
        for (QueuedJob job : jobs) {
            LegTracing.end(job.delivered(), "withdrawn");
            if (job.withdraw()) {
                announced.add(new WithdrawnJob(job.delivered(), job.admission()));
            }
        }
        return announced;
    }
}
