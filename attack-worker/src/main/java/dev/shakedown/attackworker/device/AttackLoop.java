package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.attack.AttackStart;
import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.completion.LegEnd.Cause;
import dev.shakedown.attackworker.completion.RetryQueue;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.Lane;
import dev.shakedown.attackworker.delivery.RequestFeed;
import dev.shakedown.attackworker.delivery.SteadyTime;
import dev.shakedown.attackworker.device.Evictions.Eviction;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.attackworker.preparation.PreparationRoom;
import dev.shakedown.attackworker.preparation.PreparationRoom.WithdrawnJob;
import dev.shakedown.contract.job.JobOutcome;
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
 * The worker's second room, one thread that owns the device: takes prepared jobs in order, runs those of one
 * {@link Affinity} in a batch's slots, and hands the outcomes to completion. It waits for neither of the two. Between
 * any two steps it runs the passes that completion asks for, and jobs may leave: when their leg is over, when the
 * worker stops or loses their partition, when their campaign is paused or cancelled, when an urgent job waits.
 */
@ApplicationScoped
class AttackLoop {

    private static final long IDLE_MILLIS = 200;

    private final DeliveryConfig delivery;
    private final RequestFeed feed;
    private final PreparationRoom preparation;
    private final Batches batches;
    private final DeviceQueue device;
    private final Evictions evictions;
    private final RetryQueue retries;
    private final LegEnd legEnd;
    private final JobCompletion completion;
    private final Timer stepTimer;
    private final DistributionSummary batchFill;
    private final Thread thread = new Thread(this::run, "attack-loop");
    private volatile boolean stopping;

    AttackLoop(
            DeliveryConfig delivery,
            RequestFeed feed,
            PreparationRoom preparation,
            Batches batches,
            DeviceQueue device,
            Evictions evictions,
            RetryQueue retries,
            LegEnd legEnd,
            JobCompletion completion,
            MeterRegistry meters) {
        this.delivery = delivery;
        this.feed = feed;
        this.preparation = preparation;
        this.batches = batches;
        this.device = device;
        this.evictions = evictions;
        this.retries = retries;
        this.legEnd = legEnd;
        this.completion = completion;
        this.stepTimer = meters.timer("shakedown.step");
        this.batchFill = meters.summary("shakedown.batch.rows");
    }

    void start() {
        thread.start();
        feed.start(preparation.start(), (partitions, lost) -> {
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
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(2));
        feed.stop();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!stopping) {
                device.serve();
                settle(evictions.take());
                prepareAgain();
                endRefused();
                Optional<ReadyJob> next = completion.hasRoom() ? preparation.takeIf(any -> true) : Optional.empty();
                if (next.isPresent()) {
                    run(next.get());
                } else {
                    device.serveWithin(IDLE_MILLIS);
                }
            }
            drain();
        } catch (InterruptedException e) {
            Log.debug("The attack loop was asked to stop");
        } finally {
            device.close();
            batches.closeAll();
        }
    }

    /** Gives jobs whose pause is over back to preparation, one at a time. */
    private void prepareAgain() {
        if (preparation.hasRoomToRepeat()) {
            retries.takeDue().ifPresent(retry -> preparation.repeat(retry.delivered(), retry.admission()));
        }
    }

    private void endRefused() {
        for (PreparationRoom.RefusedJob refused : preparation.takeRefused()) {
            completion.fail(
                    refused.delivered(),
                    refused.failure().code(),
                    refused.failure().message(),
                    Instant.now());
        }
    }

    /** Runs a job and those that may join it, until no slot is in use. */
    private void run(ReadyJob first) throws InterruptedException {
        Optional<RunningJob> running = begin(first);
        if (running.isEmpty()) {
            return;
        }
        Optional<RunningBatch> opened = batches.open(running.get(), !first.alone());
        if (opened.isPresent()) {
            try (RunningBatch batch = opened.get()) {
                run(batch, running.get(), first.start());
            }
        }
    }

    private void run(RunningBatch batch, RunningJob first, AttackStart start) throws InterruptedException {
        try {
            batch.admit(first, start);
            while (true) {
                device.serve();
                depart(batch);
                if (stopping) {
                    return;
                }
                prepareAgain();
                endRefused();
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
        } catch (RuntimeException e) {
            batch.failed(e);
        }
    }

    private void refill(RunningBatch batch) {
        while (batch.hasRoom()) {
            Optional<ReadyJob> next = preparation.takeIf(batch::suits);
            if (next.isEmpty()) {
                return;
            }
            AttackStart start = next.get().start();
            begin(next.get()).filter(job -> !batches.refuses(job)).ifPresent(job -> batch.admit(job, start));
        }
    }

    /** A job with its leg's time; none if its attempt cannot be announced, and then it has failed. */
    private Optional<RunningJob> begin(ReadyJob ready) {
        Optional<JobOutcome.Failed> refusal = preparation.announce(ready);
        if (refusal.isPresent()) {
            completion.fail(
                    ready.delivered(),
                    refusal.get().code(),
                    refusal.get().message(),
                    ready.job().started());
            return Optional.empty();
        }
        return Optional.of(ready.until(SteadyTime.now().plus(delivery.leg())));
    }

    private void depart(RunningBatch batch) {
        List<Eviction> evicted = evictions.take();
        boolean preempted = preparation.isUrgent() && !(batch.hasRoom() && preparation.isUrgentFor(batch::suits));
        Instant now = SteadyTime.now();
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
            List<WithdrawnJob> withdrawn = preparation.drop(eviction.partitions());
            List<RetryQueue.Retry> waiting = retries.removeOf(eviction.partitions());
            if (eviction.lost()) {
                eviction.done().complete(null);
                withdrawn.forEach(job -> legEnd.disown(job.delivered()));
                waiting.forEach(retry -> legEnd.disown(retry.delivered()));
            } else {
                release(withdrawn, waiting);
            }
            var unused = completion.sent(eviction.partitions()).whenComplete((sent, failure) -> {
                // Those that failed meanwhile; the brokers know that they have.
                retries.removeOf(eviction.partitions());
                eviction.done().complete(null);
            });
        }
    }

    private void release(List<WithdrawnJob> withdrawn, List<RetryQueue.Retry> waiting) {
        withdrawn.forEach(job -> legEnd.release(job.delivered(), job.admission()));
        waiting.forEach(retry -> legEnd.release(retry.delivered(), retry.admission()));
    }

    /** Returns what waits, and serves completion until all is with the brokers. */
    private void drain() throws InterruptedException {
        release(preparation.stop(), retries.removeAll());
        CompletableFuture<Void> sent = completion.sent();
        Instant latest = SteadyTime.now().plus(delivery.drainTimeout());
        while (!sent.isDone() && SteadyTime.now().isBefore(latest)) {
            settle(evictions.take());
            device.serveWithin(IDLE_MILLIS);
        }
    }
}
