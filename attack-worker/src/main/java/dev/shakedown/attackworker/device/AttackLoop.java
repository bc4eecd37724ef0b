package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.completion.LegEnd.Cause;
import dev.shakedown.attackworker.completion.RetryQueue;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.Lane;
import dev.shakedown.attackworker.delivery.RequestFeed;
import dev.shakedown.attackworker.delivery.RequestLanes;
import dev.shakedown.attackworker.delivery.StorageBacklog;
import dev.shakedown.attackworker.device.Evictions.Eviction;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.attackworker.preparation.JobStart;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * The worker's one thread that computes: takes requests in order, runs those of one network and image size in a batch's
 * slots, and hands the outcomes to completion. Between any two steps it does the passes that completion asks for, and
 * jobs may leave: when their leg is over, when the worker stops or loses their partition, when their campaign is paused
 * or cancelled, when an urgent job waits.
 */
@ApplicationScoped
class AttackLoop {

    private static final long IDLE_MILLIS = 200;
    private static final int LEAST_HELD_REQUESTS = 16;

    private final DeliveryConfig delivery;
    private final RequestFeed feed;
    private final StorageBacklog backlog;
    private final JobStart jobStart;
    private final Batches batches;
    private final DeviceQueue device;
    private final Evictions evictions;
    private final RetryQueue retries;
    private final LegEnd legEnd;
    private final JobCompletion completion;
    private final RequestLanes lanes;
    private final Timer stepTimer;
    private final DistributionSummary batchFill;
    private final Thread thread = new Thread(this::run, "attack-loop");
    private volatile boolean stopping;

    AttackLoop(
            WorkerConfig config,
            DeliveryConfig delivery,
            RequestFeed feed,
            StorageBacklog backlog,
            JobStart jobStart,
            Batches batches,
            DeviceQueue device,
            Evictions evictions,
            RetryQueue retries,
            LegEnd legEnd,
            JobCompletion completion,
            MeterRegistry meters) {
        this.delivery = delivery;
        this.feed = feed;
        this.backlog = backlog;
        this.jobStart = jobStart;
        this.batches = batches;
        this.device = device;
        this.evictions = evictions;
        this.retries = retries;
        this.legEnd = legEnd;
        this.completion = completion;
        this.lanes = new RequestLanes(Math.max(LEAST_HELD_REQUESTS, 2 * config.slots()));
        this.stepTimer = meters.timer("shakedown.step");
        this.batchFill = meters.summary("shakedown.batch.rows");
        meters.gauge("shakedown.requests.waiting", lanes, RequestLanes::size);
    }

    /** Starts consuming jobs. */
    void start() {
        thread.start();
        feed.start(lanes, (partitions, lost) -> {
            if (thread.isAlive()) {
                evictions.evict(partitions, lost);
            }
        });
    }

    /** Stops after the step that is under way: jobs leave with their state, results are sent, offsets committed. */
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        device.wake();
        thread.join(delivery.drainTimeout().toMillis());
        // If it still waits, it is for files or for Kafka.
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(2));
        feed.stop();
    }

    /** Whether the loop's thread runs. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!stopping) {
                settle(evictions.take());
                if (!completion.hasRoom() || backlog.isFull() || !jobStart.isReady()) {
                    device.serveWithin(IDLE_MILLIS);
                } else {
                    device.serve();
                    runNext();
                }
            }
            legEnd.release(retries.removeAll());
            drain();
        } catch (InterruptedException e) {
            Log.debug("The attack loop was asked to stop");
        } finally {
            device.close();
            batches.closeAll();
        }
    }

    /** Serves completion until all is with the brokers. */
    private void drain() throws InterruptedException {
        CompletableFuture<Void> sent = completion.sent();
        Instant latest = Instant.now().plus(delivery.drainTimeout());
        while (!sent.isDone() && Instant.now().isBefore(latest)) {
            settle(evictions.take());
            device.serveWithin(IDLE_MILLIS);
        }
    }

    private void runNext() throws InterruptedException {
        Optional<RetryQueue.Retry> retry = retries.takeDue();
        if (retry.isPresent()) {
            Optional<RunningJob> alone =
                    jobStart.prepare(retry.get().delivered(), retry.get().admission());
            if (alone.isPresent()) {
                runBatch(alone.get(), false);
            }
            return;
        }
        Optional<DeliveredRequest> next = jobStart.released();
        if (next.isEmpty()) {
            next = lanes.take(IDLE_MILLIS);
        }
        if (next.isPresent()) {
            Optional<RunningJob> running = jobStart.take(next.get());
            if (running.isPresent()) {
                runBatch(running.get(), !running.get().admission().alone());
            }
        }
    }

    /** Runs a job and those that may join it, until no slot is in use. */
    private void runBatch(RunningJob first, boolean shared) throws InterruptedException {
        Optional<RunningBatch> opened = batches.open(first, shared);
        if (opened.isEmpty()) {
            return;
        }
        try (RunningBatch batch = opened.get()) {
            try {
                runBatch(batch, first);
            } catch (RuntimeException e) {
                batch.failed(e);
            }
        }
    }

    private void runBatch(RunningBatch batch, RunningJob first) throws InterruptedException {
        admit(batch, first);
        while (true) {
            device.serve();
            depart(batch);
            if (stopping) {
                return;
            }
            if (!completion.hasRoom()) {
                device.serveWithin(IDLE_MILLIS);
                continue;
            }
            refill(batch);
            if (batch.isEmpty()) {
                return;
            }
            batchFill.record(batch.rows());
            Timer.Sample step = Timer.start();
            batch.step();
            step.stop(stepTimer);
        }
    }

    /** Starts a job once the brokers know that it has begun. */
    private void admit(RunningBatch batch, RunningJob running) {
        if (jobStart.announce(running)) {
            batch.admit(running);
        }
    }

    /** Takes the next jobs while they may join a batch; those that are to run alone wait until it is empty. */
    private void refill(RunningBatch batch) throws InterruptedException {
        while (batch.hasRoom() && !retries.hasDue() && !backlog.isFull() && jobStart.isReady()) {
            Optional<DeliveredRequest> next = lanes.takeIf(batch::suits);
            if (next.isEmpty()) {
                return;
            }
            Optional<RunningJob> running = jobStart.take(next.get());
            if (running.isPresent() && running.get().admission().alone()) {
                completion.isolate(running.get());
            } else if (running.isPresent() && !batches.refuses(running.get())) {
                admit(batch, running.get());
            }
        }
    }

    /** Lets all jobs leave that have to. */
    private void depart(RunningBatch batch) {
        List<Eviction> evicted = evictions.take();
        boolean preempted = lanes.isUrgent() && !(batch.hasRoom() && lanes.isUrgentFor(batch::suits));
        Instant now = Instant.now();
        batch.depart(running -> cause(running, evicted, preempted, now));
        settle(evicted);
    }

    private Optional<Cause> cause(RunningJob running, List<Eviction> evicted, boolean preempted, Instant now) {
        TopicPartition partition = running.delivered().place().partition();
        for (Eviction eviction : evicted) {
            if (eviction.partitions().contains(partition)) {
                return Optional.of(eviction.lost() ? Cause.LOST : Cause.REBALANCE);
            }
        }
        Optional<Cause> own = legEnd.cause(running, now);
        if (own.isPresent()) {
            return own;
        }
        if (stopping) {
            return Optional.of(Cause.STOP);
        }
        boolean yields = preempted && running.delivered().lane() != Lane.URGENT && legEnd.isPortable(running);
        return yields ? Optional.of(Cause.URGENCY) : Optional.empty();
    }

    /** Returns the waiting jobs of revoked partitions; their running jobs were returned before. */
    private void settle(List<Eviction> evicted) {
        for (Eviction eviction : evicted) {
            jobStart.drop(eviction.partitions());
            List<RetryQueue.Retry> waiting = retries.removeOf(eviction.partitions());
            if (eviction.lost()) {
                eviction.done().complete(null);
            } else {
                legEnd.release(waiting);
            }
            var unused = completion.sent(eviction.partitions()).whenComplete((sent, failure) -> {
                // Those that failed meanwhile; the brokers know that they have.
                retries.removeOf(eviction.partitions());
                eviction.done().complete(null);
            });
        }
    }
}
