package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegPhase;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How jobs end on this worker: with a result, or with an error that may pass and a pause before they are tried again.
 * Belongs to the attack loop's thread.
 */
@ApplicationScoped
public class JobCompletion {

    private static final int MOST_JOBS = 256;
    private static final int MOST_KIBIBYTES = 128 * 1024;

    private final ResultPublisher results;
    private final RetryQueue retries;
    private final Attempts attempts;
    private final LegTracing tracing;
    private final DeliveryConfig config;
    private final MeterRegistry meters;
    private final ResultsInFlight inFlight = new ResultsInFlight(MOST_JOBS, MOST_KIBIBYTES);

    JobCompletion(
            ResultPublisher results,
            RetryQueue retries,
            Attempts attempts,
            LegTracing tracing,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.results = results;
        this.retries = retries;
        this.attempts = attempts;
        this.tracing = tracing;
        this.config = config;
        this.meters = meters;
    }

    /** Ends a job with a result. Waits only while too much is on its way to Kafka. */
    public void end(
            DeliveredRequest delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> artifacts, Instant started)
            throws InterruptedException {
        long bytes = artifacts.stream()
                .mapToLong(artifact -> artifact.content().bytes().length)
                .sum();
        LegPhase publishing = tracing.part(delivered, "publish");
        Uni<Void> sending = results.publish(delivered, outcome, artifacts, started)
                .onTermination()
                .invoke(publishing::end)
                .invoke(published -> ended(delivered, published))
                .replaceWithVoid();
        inFlight.send(bytes, sending);
    }

    private void ended(DeliveredRequest delivered, JobOutcome outcome) {
        meters.counter("shakedown.jobs.ended", "status", status(outcome)).increment();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.infof("Job %s: %s", delivered.request().jobId(), status(outcome));
        }
        endLeg(delivered, outcome);
    }

    private static void endLeg(DeliveredRequest delivered, JobOutcome outcome) {
        if (outcome instanceof JobOutcome.Failed failed) {
            LegTracing.endBroken(delivered, failed.code(), failed.message());
        } else {
            LegTracing.end(delivered, status(outcome));
        }
    }

    private static String status(JobOutcome outcome) {
        return outcome instanceof JobOutcome.Failed ? "failed" : "succeeded";
    }

    /** Ends a job that failed for good. */
    public void fail(DeliveredRequest delivered, String code, String message, Instant started)
            throws InterruptedException {
        end(delivered, new JobOutcome.Failed(code, message), List.of(), started);
    }

    /** Ends a job's attempt with an error; it is tried again if that may help and was not done often enough. */
    public void fail(RunningJob running, RuntimeException cause) throws InterruptedException {
        DeliveredRequest delivered = running.delivered();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.errorf(cause, "Job %s failed", delivered.request().jobId());
        }
        if (cause instanceof IllegalArgumentException) {
            fail(
                    delivered,
                    "invalid-request",
                    String.valueOf(cause.getMessage()),
                    running.job().started());
        } else if (OutOfMemory.is(cause)) {
            retry(running, "out-of-memory", "one image at a time is too much: " + cause.getMessage());
        } else {
            retry(running, "attack-error", cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }

    /** Tries a job again after a pause, or gives it up. */
    void retry(RunningJob running, String code, String message) throws InterruptedException {
        DeliveredRequest delivered = running.delivered();
        int failures = running.admission().failures() + 1;
        if (failures >= config.attempts()) {
            String attempted = failures == 1 ? "" : "; attempt " + failures + " of " + config.attempts();
            fail(delivered, code, message + attempted, running.job().started());
            return;
        }
        Duration pause = config.firstPause().multipliedBy(1L << Math.min(failures - 1, 16));
        try (JobScope scope = JobScope.of(delivered)) {
            Log.warnf("Job %s is retried in %s: %s", delivered.request().jobId(), pause, message);
        }
        LegTracing.endBroken(delivered, code, message);
        attempts.failed(delivered, failures, message).await().indefinitely();
        meters.counter("shakedown.jobs.retried").increment();
        retries.add(new RetryQueue.Retry(
                delivered,
                new AdmissionDecision.Run(failures, message),
                Instant.now().plus(pause)));
    }

    /** Queues a job of a failed batch to run again alone, at once; the attempt does not count as failed. */
    public void isolate(RunningJob running) {
        LegTracing.end(running.delivered(), "isolated");
        retries.add(new RetryQueue.Retry(running.delivered(), running.admission(), Instant.now()));
    }

    /** Waits until all results are with the brokers; tells whether they are. */
    public boolean awaitSent(Duration timeout) throws InterruptedException {
        return inFlight.awaitEmpty(timeout.toMillis());
    }
}
