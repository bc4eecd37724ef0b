package dev.shakedown.worker;

import dev.shakedown.attack.Attack;
import dev.shakedown.attack.AttackBatch;
import dev.shakedown.attack.AttackListener;
import dev.shakedown.attack.AttackOutcome;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.restoration.NetworkOpening;
import dev.shakedown.restoration.RestorationNetwork;
import dev.shakedown.throughput.OutOfMemory;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The worker's one thread that computes: takes requests in order, runs those of one network and image size in a batch's
 * slots, and hands what came of them to the publisher.
 *
 * <p>If a batch fails as a whole, its jobs run again one by one, so that the one to blame fails alone.
 */
@ApplicationScoped
class AttackLoop {

    private static final int LEAST_HELD_REQUESTS = 4;
    private static final long GRACE_MILLIS = 10_000;

    private final Networks networks;
    private final JobPreparation preparation;
    private final Judging judging;
    private final ResultPublisher results;
    private final ProgressPublisher progress;
    private final PassTuning tuning;
    private final RequestQueue queue;
    private final Deque<PreparedJob> alone = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "attack-loop");
    private volatile boolean stopping;

    AttackLoop(
            WorkerConfig config,
            Networks networks,
            JobPreparation preparation,
            Judging judging,
            ResultPublisher results,
            ProgressPublisher progress) {
        this.networks = networks;
        this.preparation = preparation;
        this.judging = judging;
        this.results = results;
        this.progress = progress;
        this.tuning = new PassTuning(config);
        this.queue = new RequestQueue(Math.max(LEAST_HELD_REQUESTS, config.slots()));
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /** Stops after the step that is under way. What is not finished stays unacknowledged, so it comes again. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join(GRACE_MILLIS);
    }

    /** Takes a request over; the stage completes when there is room for another. */
    CompletionStage<Void> accept(PendingRequest request) {
        return queue.put(request);
    }

    /** Whether the loop's thread runs. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!stopping) {
                if (alone.isEmpty()) {
                    prepare(queue.take()).ifPresent(job -> runBatch(job, true));
                } else {
                    runBatch(alone.removeFirst(), false);
                }
            }
        } catch (InterruptedException e) {
            Log.debug("The attack loop was asked to stop");
        } finally {
            networks.closeAll();
            tuning.close();
        }
    }

    private Optional<PreparedJob> prepare(PendingRequest pending) throws InterruptedException {
        Preparation prepared = preparation.prepare(pending);
        Optional<JobOutcome.Failed> failure = prepared instanceof Preparation.Ready ready
                ? judging.impossible(ready.job())
                : Optional.of(((Preparation.Impossible) prepared).failure());
        if (failure.isPresent()) {
            publish(pending, failure.get(), List.of(), Instant.now());
            return Optional.empty();
        }
        return Optional.of(((Preparation.Ready) prepared).job());
    }

    /** Runs a job and those that may join it, until no slot is in use. */
    private void runBatch(PreparedJob first, boolean shared) {
        NetworkOpening opening = networks.open(first.pending().request().network());
        if (opening instanceof NetworkOpening.Refused refused) {
            fail(first, "unknown-network", refused.reason());
            return;
        }
        RestorationNetwork network = ((NetworkOpening.Opened) opening).network();
        Map<Attack, PreparedJob> running = new IdentityHashMap<>();
        AttackListener listener = (attack, step, objective) -> {
            PreparedJob job = running.get(attack);
            if (job != null) {
                progress.reached(job.pending().request(), step, objective);
            }
        };
        int height = first.attack().blurred().height();
        int width = first.attack().blurred().width();
        Affinity affinity = first.pending().affinity();
        try (network;
                AttackBatch batch =
                        new AttackBatch(network, height, width, tuning.passes(affinity, network.device()), listener)) {
            admit(batch, first, running);
            while (!stopping) {
                if (shared) {
                    refill(batch, affinity, running);
                }
                if (batch.size() == 0) {
                    return;
                }
                for (AttackOutcome outcome : batch.step()) {
                    PreparedJob job = running.get(outcome.attack());
                    if (job != null) {
                        finish(job, outcome);
                        running.remove(outcome.attack());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            blame(new ArrayList<>(running.values()), e);
        }
    }

    /** Starts a job; one that cannot be started fails alone. */
    private void admit(AttackBatch batch, PreparedJob job, Map<Attack, PreparedJob> running) {
        try {
            running.put(job.attack(), job);
            batch.admit(job.attack());
        } catch (RuntimeException e) {
            running.remove(job.attack());
            fail(job, e);
        }
    }

    private void refill(AttackBatch batch, Affinity affinity, Map<Attack, PreparedJob> running)
            throws InterruptedException {
        while (batch.hasRoom()) {
            Optional<PendingRequest> next =
                    queue.takeIf(pending -> pending.affinity().equals(affinity));
            if (next.isEmpty()) {
                return;
            }
            Optional<PreparedJob> job = prepare(next.get());
            if (job.isPresent()) {
                admit(batch, job.get(), running);
            }
        }
    }

    private void blame(List<PreparedJob> jobs, RuntimeException cause) {
        if (jobs.size() > 1) {
            Log.warnf(cause, "A batch of %d failed; its jobs run again one by one", jobs.size());
            alone.addAll(jobs);
            return;
        }
        for (PreparedJob job : jobs) {
            fail(job, cause);
        }
    }

    private void finish(PreparedJob job, AttackOutcome outcome) {
        progress.ended(job.pending().request());
        if (outcome instanceof AttackOutcome.NotFinite notFinite) {
            fail(job, "not-finite", notFinite.what() + " is not a finite number after step " + notFinite.step());
            return;
        }
        Judging.Verdict verdict = judging.judge(job, (AttackOutcome.Completed) outcome);
        publish(job.pending(), verdict.outcome(), verdict.artifacts(), job.started());
    }

    private void fail(PreparedJob job, RuntimeException cause) {
        Log.errorf(cause, "Job %s failed", job.pending().request().jobId());
        if (cause instanceof IllegalArgumentException) {
            fail(job, "invalid-request", String.valueOf(cause.getMessage()));
        } else if (OutOfMemory.is(cause)) {
            fail(job, "out-of-memory", "one image at a time is too much: " + cause.getMessage());
        } else {
            fail(job, "attack-error", cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }

    private void fail(PreparedJob job, String code, String message) {
        publish(job.pending(), new JobOutcome.Failed(code, message), List.of(), job.started());
    }

    /** Publishing takes as long as the broker does; the loop waits, so that finished jobs cannot pile up in memory. */
    private void publish(
            PendingRequest pending, JobOutcome outcome, List<ArtifactBundle.Artifact> artifacts, Instant started) {
        results.publish(pending, outcome, artifacts, started).await().indefinitely();
        Log.infof("Job %s: %s", pending.request().jobId(), outcome.getClass().getSimpleName());
    }
}
