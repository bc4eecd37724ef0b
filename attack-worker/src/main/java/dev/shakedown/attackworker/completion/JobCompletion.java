package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.completion.CompletionThreads.Sending;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.SteadyTime;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.LegTracing.LegPhase;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.attackworker.network.DeviceQueue.DeviceStoppedException;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * How jobs end on this worker: with a result, or with an error that may pass and a pause before they are tried again.
 * Every call returns at once; the work is done on host threads. Thread-safe.
 */
@ApplicationScoped
public class JobCompletion {

    private final CompletionThreads threads;
    private final JobEvaluation evaluation;
    private final ResultPublisher results;
    private final RetryQueue retries;
    private final Attempts attempts;
    private final LegTracing tracing;
    private final DeliveryConfig config;
    private final MeterRegistry meters;

    JobCompletion(
            CompletionThreads threads,
            JobEvaluation evaluation,
            ResultPublisher results,
            RetryQueue retries,
            Attempts attempts,
            LegTracing tracing,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.threads = threads;
        this.evaluation = evaluation;
        this.results = results;
        this.retries = retries;
        this.attempts = attempts;
        this.tracing = tracing;
        this.config = config;
        this.meters = meters;
    }

    /** Whether more attacks should end now. */
    public boolean hasRoom() {
        return threads.hasRoom();
    }

    /** Whether every job could be ended so far; if not, this worker should be started again. */
    public boolean isWorking() {
        return threads.isWorking();
    }

    /** Completes when the brokers have all of these partitions that is on its way now. */
    public CompletableFuture<Void> sent(Set<TopicPartition> partitions) {
        return threads.empty(partitions);
    }

    /** Completes when the brokers have all that is on its way now. */
    public CompletableFuture<Void> sent() {
        return threads.empty();
    }

    /** Ends a job whose attack has ended: evaluates it, encodes and publishes. Takes the ended attack over. */
    public void finish(RunningJob running, EndedAttack ended) {
        threads.evaluate(running.delivered(), running.job().bytes(), () -> judged(running, ended));
    }

    public void fail(DeliveredRequest delivered, String code, String message, Instant started) {
        threads.send(delivered, 0, () -> failure(delivered, code, message, started));
    }

    /** Ends a job's attempt with an error; it is tried again if that may help and was not done often enough. */
    public void fail(RunningJob running, RuntimeException cause) {
        threads.send(running.delivered(), 0, () -> failure(running, cause));
    }

    /** Queues a job of a failed batch to run again alone, at once; the attempt does not count as failed. */
    public void isolate(RunningJob running) {
        LegTracing.end(running.delivered(), "isolated");
        retries.add(new RetryQueue.Retry(running.delivered(), running.admission(), SteadyTime.now()));
    }

    private Sending judged(RunningJob running, EndedAttack ended) {
        DeliveredRequest delivered = running.delivered();
        JobEvaluation.Verdict verdict;
        LegPhase part = tracing.part(delivered, "evaluate");
        try (ended;
                JobScope scope = part.open()) {
            verdict = evaluation.judge(running.job(), ended);
        } catch (DeviceStoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            return failure(running, e);
        } finally {
            part.end();
        }
        return ending(
                delivered, verdict.outcome(), verdict.artifacts(), running.job().started());
    }

    private Sending ending(
            DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> artifacts, Instant started) {
        long bytes = artifacts.stream()
                .mapToLong(artifact -> artifact.content().bytes().length)
                .sum();
        LegPhase publishing = tracing.part(delivered, "publish");
        Uni<Void> sending = results.publish(delivered, outcome, artifacts, started)
                .onTermination()
                .invoke(publishing::end)
                .invoke(published -> ended(delivered, published))
                .replaceWithVoid();
        return new Sending(bytes, sending);
    }

    private void ended(DeliveredRequest delivered, JobOutcome outcome) {
        meters.counter("shakedown.jobs.ended", "status", status(outcome)).increment();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.infof("Job %s: %s", delivered.request().jobId(), status(outcome));
        }
        if (outcome instanceof JobOutcome.Failed failed) {
            LegTracing.endBroken(delivered, failed.code(), failed.message());
        } else {
            LegTracing.end(delivered, status(outcome));
        }
    }

    private static String status(JobOutcome outcome) {
        return outcome instanceof JobOutcome.Failed ? "failed" : "succeeded";
    }

    private Sending failure(RunningJob running, String code, String message) {
        return failure(running.delivered(), code, message, running.job().started());
    }

    private Sending failure(DeliveredRequest delivered, String code, String message, Instant started) {
        return ending(delivered, new JobOutcome.Failed(code, message), List.of(), started);
    }

    private Sending failure(RunningJob running, RuntimeException cause) {
        Log.errorf(cause, "Job %s failed", running.delivered().request().jobId());
        if (cause instanceof IllegalArgumentException) {
            return failure(running, "invalid-request", String.valueOf(cause.getMessage()));
        }
        return OutOfMemory.is(cause)
                ? retry(running, "out-of-memory", "one image at a time is too much: " + cause.getMessage())
                : retry(running, "attack-error", cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    /** Tries a job again after a pause, or gives it up. */
    private Sending retry(RunningJob running, String code, String message) {
        DeliveredRequest delivered = running.delivered();
        int failures = running.admission().failures() + 1;
        if (failures >= config.attempts()) {
            String attempted = failures == 1 ? "" : "; attempt " + failures + " of " + config.attempts();
            return failure(running, code, message + attempted);
        }
        Duration pause = config.firstPause().multipliedBy(1L << Math.min(failures - 1, 16));
        Log.warnf("Job %s is retried in %s: %s", delivered.request().jobId(), pause, message);
        LegTracing.endBroken(delivered, code, message);
        meters.counter("shakedown.jobs.retried").increment();
        Uni<Void> failed = attempts.failed(delivered, failures, message)
                .invoke(() -> retries.add(new RetryQueue.Retry(
                        delivered,
                        new AdmissionDecision.Run(failures, message),
                        SteadyTime.now().plus(pause))));
        return new Sending(0, failed);
    }
}
