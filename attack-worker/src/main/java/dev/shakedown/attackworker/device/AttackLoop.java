package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackListener;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.JobEvaluation;
import dev.shakedown.attackworker.completion.LegEnd;
import dev.shakedown.attackworker.completion.LegEnd.Cause;
import dev.shakedown.attackworker.completion.LegEnd.Leaving;
import dev.shakedown.attackworker.completion.RetryQueue;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.Lane;
import dev.shakedown.attackworker.delivery.RecordRefusedException;
import dev.shakedown.attackworker.delivery.RequestFeed;
import dev.shakedown.attackworker.delivery.RequestLanes;
import dev.shakedown.attackworker.delivery.StorageBacklog;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegPhase;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.LoadedNetworks;
import dev.shakedown.attackworker.preparation.JobStart;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.models.restoration.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import dev.shakedown.service.messaging.RefusedRecord;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * The worker's one thread that computes: takes requests in order, runs those of one network and image size in a batch's
 * slots, and hands the outcomes to completion. Between any two steps jobs may leave: when their leg is over, when the
 * worker stops or loses their partition, when their campaign is paused or cancelled, when an urgent job waits.
 *
 * <p>If a batch fails as a whole, its jobs run again one by one, so that the one to blame fails alone.
 */
@ApplicationScoped
class AttackLoop {

    private static final long IDLE_MILLIS = 200;
    private static final int LEAST_HELD_REQUESTS = 16;

    private final LoadedNetworks networks;
    private final JobStart jobStart;
    private final LegEnd legEnd;
    private final JobCompletion completion;
    private final RetryQueue retries;
    private final JobEvaluation evaluation;
    private final LegTracing tracing;
    private final Attempts attempts;
    private final ProgressPublisher progress;
    private final RequestFeed feed;
    private final StorageBacklog backlog;
    private final MemoryGuard memory;
    private final DeliveryConfig delivery;
    private final PassTuning tuning;
    private final RequestLanes lanes;
    private final Timer stepTimer;
    private final DistributionSummary batchFill;
    private final Queue<Eviction> evictions = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "attack-loop");
    private volatile boolean stopping;

    AttackLoop(
            WorkerConfig config,
            DeliveryConfig delivery,
            LoadedNetworks networks,
            JobStart jobStart,
            LegEnd legEnd,
            JobCompletion completion,
            RetryQueue retries,
            JobEvaluation evaluation,
            LegTracing tracing,
            Attempts attempts,
            ProgressPublisher progress,
            RequestFeed feed,
            StorageBacklog backlog,
            MemoryGuard memory,
            MeterRegistry meters) {
        this.delivery = delivery;
        this.networks = networks;
        this.jobStart = jobStart;
        this.legEnd = legEnd;
        this.completion = completion;
        this.retries = retries;
        this.evaluation = evaluation;
        this.tracing = tracing;
        this.attempts = attempts;
        this.progress = progress;
        this.feed = feed;
        this.backlog = backlog;
        this.memory = memory;
        this.tuning = new PassTuning(config);
        this.lanes = new RequestLanes(Math.max(LEAST_HELD_REQUESTS, 2 * config.slots()));
        this.stepTimer = meters.timer("shakedown.step");
        this.batchFill = meters.summary("shakedown.batch.rows");
        meters.gauge("shakedown.requests.waiting", lanes, RequestLanes::size);
    }

    /** Partitions that leave this worker; {@code done} completes when their jobs have left. */
    private record Eviction(Set<TopicPartition> partitions, boolean lost, CompletableFuture<Void> done) {}

    /** The jobs of a batch. */
    private record Batch(AttackBatch slots, Affinity affinity, boolean shared, Map<Attack, RunningJob> jobs) {}

    /** Starts consuming jobs. */
    void start() {
        thread.start();
        feed.start(lanes, this::evict);
    }

    /** Stops after the step that is under way: jobs leave with their state, results are sent, offsets committed. */
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
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

    private void evict(Set<TopicPartition> partitions, boolean lost) {
        if (!thread.isAlive()) {
            return;
        }
        Eviction eviction = new Eviction(partitions, lost, new CompletableFuture<>());
        evictions.add(eviction);
        try {
            eviction.done().get(delivery.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            Log.warn("Jobs of revoked partitions did not leave in time; other workers start their legs again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                settleEvictions();
                if (jobStart.isReady() && !waitForStore()) {
                    runNext();
                }
            }
            legEnd.release(retries.removeAll());
            completion.awaitSent(delivery.drainTimeout());
        } catch (InterruptedException e) {
            Log.debug("The attack loop was asked to stop");
        } finally {
            networks.closeAll();
            tuning.close();
        }
    }

    private boolean waitForStore() throws InterruptedException {
        if (backlog.isFull()) {
            Thread.sleep(IDLE_MILLIS);
            return true;
        }
        return false;
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
        NetworkOpening opening = networks.open(first.delivered().request().network());
        if (opening instanceof NetworkOpening.Refused refused) {
            completion.fail(
                    first.delivered(),
                    "unknown-network",
                    refused.reason(),
                    first.job().started());
            return;
        }
        RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
        if (refuses(first)) {
            network.close();
            return;
        }
        Map<Attack, RunningJob> jobs = new IdentityHashMap<>();
        AttackListener listener = (attack, step, objective) -> {
            RunningJob running = jobs.get(attack);
            if (running != null) {
                progress.reached(running.delivered().request(), step, objective);
            }
        };
        int height = first.job().attack().blurred().height();
        int width = first.job().attack().blurred().width();
        Affinity affinity = Affinity.of(first.delivered().request());
        try (network;
                AttackBatch slots = new AttackBatch(network, height, width, passes(affinity, network), listener)) {
            runBatch(first, new Batch(slots, affinity, shared, jobs));
        } catch (RuntimeException e) {
            blame(new ArrayList<>(jobs.values()), e);
        }
    }

    private void runBatch(RunningJob first, Batch batch) throws InterruptedException {
        admit(batch, List.of(first));
        while (true) {
            depart(batch);
            if (stopping) {
                return;
            }
            if (batch.shared()) {
                refill(batch);
            }
            if (batch.slots().size() == 0) {
                return;
            }
            batchFill.record(batch.slots().rows());
            Timer.Sample step = Timer.start();
            List<AttackOutcome> ended = batch.slots().step();
            step.stop(stepTimer);
            for (AttackOutcome outcome : ended) {
                RunningJob running = batch.jobs().get(outcome.attack());
                if (running != null) {
                    finish(running, outcome);
                    batch.jobs().remove(outcome.attack());
                }
            }
        }
    }

    /** Starts jobs once the brokers know that they have begun; one that cannot be started fails alone. */
    private void admit(Batch batch, List<RunningJob> jobs) throws InterruptedException {
        for (RunningJob running : announced(jobs)) {
            Attack attack = running.job().attack();
            try {
                batch.jobs().put(attack, running);
                start(batch.slots(), running);
            } catch (RuntimeException e) {
                batch.jobs().remove(attack);
                completion.fail(running, e);
            }
        }
    }

    /** Those of these jobs whose attempts the brokers have; a job whose attempt they refuse fails. */
    private List<RunningJob> announced(List<RunningJob> jobs) throws InterruptedException {
        Map<RunningJob, RefusedRecord> refusals = new ConcurrentHashMap<>();
        List<Uni<Void>> begins = new ArrayList<>();
        for (RunningJob running : jobs) {
            begins.add(attempts.running(
                            running.delivered(),
                            running.admission().failures(),
                            running.admission().reason())
                    .onFailure(RecordRefusedException.class)
                    .recoverWithItem(e -> {
                        refusals.put(running, ((RecordRefusedException) e).refusal());
                        return null;
                    }));
        }
        if (!begins.isEmpty()) {
            Uni.join().all(begins).andFailFast().await().indefinitely();
        }
        for (Map.Entry<RunningJob, RefusedRecord> refused : refusals.entrySet()) {
            completion.fail(
                    refused.getKey().delivered(),
                    refused.getValue().code(),
                    refused.getValue().message(),
                    refused.getKey().job().started());
        }
        return jobs.stream().filter(running -> !refusals.containsKey(running)).toList();
    }

    private static void start(AttackBatch slots, RunningJob running) {
        DeliveredRequest.Resumption state = running.delivered().state();
        if (state != null) {
            try {
                slots.admit(running.job().attack(), AttackStateCodec.decode(state.bytes()));
                return;
            } catch (IllegalArgumentException e) {
                Log.warnf(
                        "Job %s starts from the beginning: %s",
                        running.delivered().request().jobId(), e.getMessage());
            }
        }
        slots.admit(running.job().attack());
    }

    private void refill(Batch batch) throws InterruptedException {
        while (batch.slots().hasRoom()) {
            List<RunningJob> joining = joining(batch);
            if (joining.isEmpty()) {
                return;
            }
            admit(batch, joining);
        }
    }

    /** Takes jobs that may join a batch, as many as it has room for. */
    private List<RunningJob> joining(Batch batch) throws InterruptedException {
        List<RunningJob> joining = new ArrayList<>();
        int images = 0;
        // Those that are to run alone wait until this batch is empty.
        while (batch.slots().hasRoomBeside(images) && !retries.hasDue() && !backlog.isFull() && jobStart.isReady()) {
            Optional<DeliveredRequest> next =
                    lanes.takeIf(delivered -> Affinity.of(delivered.request()).equals(batch.affinity()));
            if (next.isEmpty()) {
                return joining;
            }
            Optional<RunningJob> running = jobStart.take(next.get());
            if (running.isPresent() && running.get().admission().alone()) {
                completion.isolate(running.get());
            } else if (running.isPresent() && !refuses(running.get())) {
                joining.add(running.get());
                images += running.get().job().attack().rows();
            }
        }
        return joining;
    }

    private Passes passes(Affinity affinity, RestorationNetwork network) {
        long pixels = (long) affinity.width() * affinity.height();
        return tuning.passes(affinity, network.device(), bytes -> memory.measured(affinity.network(), pixels, bytes));
    }

    /** Whether a job's image is too large for this worker's memory; then the job has failed. */
    private boolean refuses(RunningJob running) throws InterruptedException {
        Optional<String> refusal = memory.refusal(running);
        if (refusal.isPresent()) {
            completion.fail(
                    running.delivered(),
                    "out-of-memory",
                    refusal.get(),
                    running.job().started());
        }
        return refusal.isPresent();
    }

    /** Lets all jobs leave that have to. */
    private void depart(Batch batch) throws InterruptedException {
        List<Leaving> leaving = new ArrayList<>();
        List<Eviction> evicted = takeEvictions();
        boolean preempted = lanes.isUrgent() && !canUrgentJoin(batch);
        Instant now = Instant.now();
        for (RunningJob running : batch.jobs().values()) {
            cause(running, evicted, preempted, now).ifPresent(cause -> leaving.add(new Leaving(running, cause)));
        }
        legEnd.leave(batch.slots(), leaving);
        for (Leaving gone : leaving) {
            batch.jobs().remove(gone.running().job().attack());
            progress.ended(gone.running().delivered().request());
        }
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

    /** Whether the urgent job that waits can join the batch. */
    private boolean canUrgentJoin(Batch batch) {
        return batch.shared() && batch.slots().hasRoom() && lanes.isUrgentFor(batch.affinity()::isOf);
    }

    private List<Eviction> takeEvictions() {
        List<Eviction> taken = new ArrayList<>();
        for (Eviction next = evictions.poll(); next != null; next = evictions.poll()) {
            taken.add(next);
        }
        return taken;
    }

    private void settleEvictions() throws InterruptedException {
        settle(takeEvictions());
    }

    /** Returns the waiting jobs of revoked partitions; their running jobs were returned before. */
    private void settle(List<Eviction> evicted) throws InterruptedException {
        for (Eviction eviction : evicted) {
            jobStart.drop(eviction.partitions());
            List<RetryQueue.Retry> waiting = retries.removeOf(eviction.partitions());
            if (!eviction.lost()) {
                legEnd.release(waiting);
                completion.awaitSent(delivery.drainTimeout());
            }
            eviction.done().complete(null);
        }
    }

    private void blame(List<RunningJob> jobs, RuntimeException cause) throws InterruptedException {
        if (jobs.size() > 1) {
            Log.warnf(cause, "A batch of %d failed; its jobs run again one by one", jobs.size());
            jobs.forEach(completion::isolate);
            return;
        }
        for (RunningJob running : jobs) {
            completion.fail(running, cause);
        }
    }

    private void finish(RunningJob running, AttackOutcome outcome) throws InterruptedException {
        progress.ended(running.delivered().request());
        if (outcome instanceof AttackOutcome.NotFinite notFinite) {
            completion.fail(
                    running.delivered(),
                    "not-finite",
                    notFinite.message(),
                    running.job().started());
            return;
        }
        JobEvaluation.Verdict verdict = judge(running, (AttackOutcome.Completed) outcome);
        completion.end(
                running.delivered(),
                verdict.outcome(),
                verdict.artifacts(),
                running.job().started());
    }

    private JobEvaluation.Verdict judge(RunningJob running, AttackOutcome.Completed outcome)
            throws InterruptedException {
        LegPhase part = tracing.part(running.delivered(), "evaluate");
        try (JobScope scope = part.open()) {
            return evaluation.judge(running.job(), outcome);
        } finally {
            part.end();
        }
    }
}
