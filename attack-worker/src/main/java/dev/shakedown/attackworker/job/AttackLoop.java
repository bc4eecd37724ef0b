package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackListener;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Delivered;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.Lane;
import dev.shakedown.attackworker.delivery.RequestFeed;
import dev.shakedown.attackworker.delivery.RequestLanes;
import dev.shakedown.attackworker.delivery.StorageBacklog;
import dev.shakedown.attackworker.job.Departures.Cause;
import dev.shakedown.attackworker.job.Departures.Leaving;
import dev.shakedown.models.restoration.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;

/**
 * The worker's one thread that computes: takes requests in order, runs those of one network and image size in a batch's
 * slots, and hands what came of them to the publisher. Between any two steps jobs may leave: when their leg is over,
 * when the worker stops or loses their partition, when their campaign is paused or cancelled, when an urgent job waits.
 *
 * <p>If a batch fails as a whole, its jobs run again one by one, so that the one to blame fails alone.
 */
@ApplicationScoped
class AttackLoop {

    private static final long IDLE_MILLIS = 200;
    private static final int LEAST_HELD_REQUESTS = 16;

    private final Networks networks;
    private final Intake intake;
    private final Departures departures;
    private final Endings endings;
    private final Judging judging;
    private final LegSpans legs;
    private final Attempts attempts;
    private final ProgressPublisher progress;
    private final RequestFeed feed;
    private final StorageBacklog backlog;
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
            Networks networks,
            Intake intake,
            Departures departures,
            Endings endings,
            Judging judging,
            LegSpans legs,
            Attempts attempts,
            ProgressPublisher progress,
            RequestFeed feed,
            StorageBacklog backlog,
            MeterRegistry meters) {
        this.delivery = delivery;
        this.networks = networks;
        this.intake = intake;
        this.departures = departures;
        this.endings = endings;
        this.judging = judging;
        this.legs = legs;
        this.attempts = attempts;
        this.progress = progress;
        this.feed = feed;
        this.backlog = backlog;
        this.tuning = new PassTuning(config);
        this.lanes = new RequestLanes(Math.max(LEAST_HELD_REQUESTS, 2 * config.slots()));
        this.stepTimer = meters.timer("shakedown.step");
        this.batchFill = meters.summary("shakedown.batch.rows");
        meters.gauge("shakedown.requests.waiting", lanes, RequestLanes::size);
    }

    /** Partitions that leave this worker, and whoever waits until their jobs have left. */
    private record Eviction(Set<TopicPartition> partitions, boolean lost, CompletableFuture<Void> done) {}

    /** The jobs of a batch. */
    private record Batch(AttackBatch slots, Affinity affinity, boolean shared, Map<Attack, Begun> running) {}

    /** Begins to take jobs. */
    void start() {
        thread.start();
        feed.start(lanes, this::evict);
    }

    /** Stops after the step that is under way: jobs leave with their state, results are sent, offsets committed. */
    void stop(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.join(delivery.drainTimeout().toMillis());
        // If it still waits for somebody, it is for files or for Kafka.
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
            Log.warn("Jobs of partitions that leave were not given back in time; others begin them again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                settleEvictions();
                if (intake.isReady() && !waitForStore()) {
                    runNext();
                }
            }
            departures.release(endings.takeBack());
            endings.awaitSent(delivery.drainTimeout());
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
        Optional<Endings.Again> again = endings.dueAlone();
        if (again.isPresent()) {
            Optional<Begun> alone =
                    intake.prepare(again.get().delivered(), again.get().admission());
            if (alone.isPresent()) {
                runBatch(alone.get(), false);
            }
            return;
        }
        Optional<Delivered> next = intake.released();
        if (next.isEmpty()) {
            next = lanes.take(IDLE_MILLIS);
        }
        if (next.isPresent()) {
            Optional<Begun> begun = intake.take(next.get());
            if (begun.isPresent()) {
                runBatch(begun.get(), !begun.get().admission().alone());
            }
        }
    }

    /** Runs a job and those that may join it, until no slot is in use. */
    private void runBatch(Begun first, boolean shared) throws InterruptedException {
        NetworkOpening opening = networks.open(first.delivered().request().network());
        if (opening instanceof NetworkOpening.Refused refused) {
            endings.fail(
                    first.delivered(),
                    "unknown-network",
                    refused.reason(),
                    first.job().started());
            return;
        }
        RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
        Map<Attack, Begun> running = new IdentityHashMap<>();
        AttackListener listener = (attack, step, objective) -> {
            Begun begun = running.get(attack);
            if (begun != null) {
                progress.reached(begun.delivered().request(), step, objective);
            }
        };
        int height = first.job().attack().blurred().height();
        int width = first.job().attack().blurred().width();
        Affinity affinity = Affinity.of(first.delivered().request());
        try (network;
                AttackBatch slots =
                        new AttackBatch(network, height, width, tuning.passes(affinity, network.device()), listener)) {
            runBatch(first, new Batch(slots, affinity, shared, running));
        } catch (RuntimeException e) {
            blame(new ArrayList<>(running.values()), e);
        }
    }

    private void runBatch(Begun first, Batch batch) throws InterruptedException {
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
                Begun begun = batch.running().get(outcome.attack());
                if (begun != null) {
                    finish(begun, outcome);
                    batch.running().remove(outcome.attack());
                }
            }
        }
    }

    /** Starts jobs once the brokers know that they have begun; one that cannot be started fails alone. */
    private void admit(Batch batch, List<Begun> jobs) throws InterruptedException {
        if (jobs.isEmpty()) {
            return;
        }
        List<Uni<Void>> begins = jobs.stream()
                .map(begun -> attempts.running(
                        begun.delivered(),
                        begun.admission().failures(),
                        begun.admission().reason()))
                .toList();
        Uni.join().all(begins).andFailFast().await().indefinitely();
        for (Begun begun : jobs) {
            Attack attack = begun.job().attack();
            try {
                batch.running().put(attack, begun);
                start(batch.slots(), begun);
            } catch (RuntimeException e) {
                batch.running().remove(attack);
                endings.fail(begun, e);
            }
        }
    }

    private static void start(AttackBatch slots, Begun begun) {
        Delivered.Resumption state = begun.delivered().state();
        if (state != null) {
            try {
                slots.admit(begun.job().attack(), AttackStateCodec.decode(state.bytes()));
                return;
            } catch (IllegalArgumentException e) {
                Log.warnf("Job %s begins again: %s", begun.delivered().request().jobId(), e.getMessage());
            }
        }
        slots.admit(begun.job().attack());
    }

    private void refill(Batch batch) throws InterruptedException {
        while (batch.slots().hasRoom()) {
            List<Begun> joining = joining(batch);
            if (joining.isEmpty()) {
                return;
            }
            admit(batch, joining);
        }
    }

    /** Takes jobs that may join a batch, as many as it has room for. */
    private List<Begun> joining(Batch batch) throws InterruptedException {
        List<Begun> joining = new ArrayList<>();
        int images = 0;
        // Those that are to run alone wait until this batch is empty.
        while (batch.slots().hasRoomBeside(images) && !endings.isAloneDue() && !backlog.isFull() && intake.isReady()) {
            Optional<Delivered> next =
                    lanes.takeIf(delivered -> Affinity.of(delivered.request()).equals(batch.affinity()));
            if (next.isEmpty()) {
                return joining;
            }
            Optional<Begun> begun = intake.take(next.get());
            if (begun.isPresent() && begun.get().admission().alone()) {
                endings.isolate(begun.get());
            } else if (begun.isPresent()) {
                joining.add(begun.get());
                images += begun.get().job().attack().rows();
            }
        }
        return joining;
    }

    /** Lets all jobs leave that have to. */
    private void depart(Batch batch) throws InterruptedException {
        List<Leaving> leaving = new ArrayList<>();
        List<Eviction> evicted = takeEvictions();
        boolean preempted = lanes.isUrgent() && !isUrgentWelcome(batch);
        Instant now = Instant.now();
        for (Begun begun : batch.running().values()) {
            cause(begun, evicted, preempted, now).ifPresent(cause -> leaving.add(new Leaving(begun, cause)));
        }
        departures.leave(batch.slots(), leaving);
        for (Leaving gone : leaving) {
            batch.running().remove(gone.begun().job().attack());
            progress.ended(gone.begun().delivered().request());
        }
        settle(evicted);
    }

    private Optional<Cause> cause(Begun begun, List<Eviction> evicted, boolean preempted, Instant now) {
        TopicPartition partition = begun.delivered().place().partition();
        for (Eviction eviction : evicted) {
            if (eviction.partitions().contains(partition)) {
                return Optional.of(eviction.lost() ? Cause.LOST : Cause.REBALANCE);
            }
        }
        Optional<Cause> own = departures.cause(begun, now);
        if (own.isPresent()) {
            return own;
        }
        if (stopping) {
            return Optional.of(Cause.STOP);
        }
        boolean yields = preempted && begun.delivered().lane() != Lane.URGENT && departures.isPortable(begun);
        return yields ? Optional.of(Cause.URGENCY) : Optional.empty();
    }

    /** Whether the urgent job that waits can join the batch. */
    private boolean isUrgentWelcome(Batch batch) {
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

    /** Gives back what waits here of partitions that leave; their running jobs have left by now. */
    private void settle(List<Eviction> evicted) throws InterruptedException {
        for (Eviction eviction : evicted) {
            intake.drop(eviction.partitions());
            List<Endings.Again> waiting = endings.takeBack(eviction.partitions());
            if (!eviction.lost()) {
                departures.release(waiting);
                endings.awaitSent(delivery.drainTimeout());
            }
            eviction.done().complete(null);
        }
    }

    private void blame(List<Begun> jobs, RuntimeException cause) throws InterruptedException {
        if (jobs.size() > 1) {
            Log.warnf(cause, "A batch of %d failed; its jobs run again one by one", jobs.size());
            jobs.forEach(endings::isolate);
            return;
        }
        for (Begun begun : jobs) {
            endings.fail(begun, cause);
        }
    }

    private void finish(Begun begun, AttackOutcome outcome) throws InterruptedException {
        progress.ended(begun.delivered().request());
        if (outcome instanceof AttackOutcome.NotFinite notFinite) {
            endings.fail(
                    begun.delivered(),
                    "not-finite",
                    NotFinite.message(notFinite),
                    begun.job().started());
            return;
        }
        Judging.Verdict verdict = judge(begun, (AttackOutcome.Completed) outcome);
        endings.end(
                begun.delivered(),
                verdict.outcome(),
                verdict.artifacts(),
                begun.job().started());
    }

    private Judging.Verdict judge(Begun begun, AttackOutcome.Completed outcome) throws InterruptedException {
        LegPart part = legs.part(begun.delivered(), "evaluate");
        try (JobScope scope = part.open()) {
            return judging.judge(begun.job(), outcome);
        } finally {
            part.end();
        }
    }
}
