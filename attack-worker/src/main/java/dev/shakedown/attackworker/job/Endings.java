package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.Admission;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Delivered;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * How jobs end on this worker: with a result, or with an error that may pass and a pause before they are tried again.
 * Belongs to the attack loop's thread.
 */
@ApplicationScoped
class Endings {

    private static final int MOST_JOBS = 256;
    private static final int MOST_KIBIBYTES = 128 * 1024;

    private final ResultPublisher results;
    private final Attempts attempts;
    private final LegSpans legs;
    private final DeliveryConfig config;
    private final MeterRegistry meters;
    private final Outbox outbox = new Outbox(MOST_JOBS, MOST_KIBIBYTES);
    private final Deque<Again> again = new ArrayDeque<>();

    /**
     * A job that is to be tried again, alone.
     *
     * @param notBefore when
     */
    record Again(Delivered delivered, Admission.Run admission, Instant notBefore) {}

    Endings(ResultPublisher results, Attempts attempts, LegSpans legs, DeliveryConfig config, MeterRegistry meters) {
        this.results = results;
        this.attempts = attempts;
        this.legs = legs;
        this.config = config;
        this.meters = meters;
    }

    /** Ends a job with a result. Waits only while too much is on its way to Kafka. */
    void end(Delivered delivered, JobOutcome outcome, List<ArtifactBundle.Artifact> artifacts, Instant started)
            throws InterruptedException {
        long bytes = artifacts.stream()
                .mapToLong(artifact -> artifact.content().bytes().length)
                .sum();
        LegPart publishing = legs.part(delivered, "publish");
        Uni<Void> sending = results.publish(delivered, outcome, artifacts, started)
                .onTermination()
                .invoke(() -> {
                    publishing.end();
                    endLeg(delivered, outcome);
                });
        outbox.send(bytes, sending);
        meters.counter("shakedown.jobs.ended", "status", status(outcome)).increment();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.infof("Job %s: %s", delivered.request().jobId(), status(outcome));
        }
    }

    private static void endLeg(Delivered delivered, JobOutcome outcome) {
        if (outcome instanceof JobOutcome.Failed failed) {
            LegSpans.endBroken(delivered, failed.code(), failed.message());
        } else {
            LegSpans.end(delivered, status(outcome));
        }
    }

    private static String status(JobOutcome outcome) {
        return outcome instanceof JobOutcome.Failed ? "failed" : "succeeded";
    }

    /** Ends a job that failed for good. */
    void fail(Delivered delivered, String code, String message, Instant started) throws InterruptedException {
        end(delivered, new JobOutcome.Failed(code, message), List.of(), started);
    }

    /** Ends a job's attempt with an error; it is tried again if that may help and was not done often enough. */
    void fail(Begun begun, RuntimeException cause) throws InterruptedException {
        Delivered delivered = begun.delivered();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.errorf(cause, "Job %s failed", delivered.request().jobId());
        }
        if (cause instanceof IllegalArgumentException) {
            fail(
                    delivered,
                    "invalid-request",
                    String.valueOf(cause.getMessage()),
                    begun.job().started());
        } else if (OutOfMemory.is(cause)) {
            retry(begun, "out-of-memory", "one image at a time is too much: " + cause.getMessage());
        } else {
            retry(begun, "attack-error", cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
    }

    /** Tries a job again after a pause, or gives it up. */
    void retry(Begun begun, String code, String message) throws InterruptedException {
        Delivered delivered = begun.delivered();
        int failures = begun.admission().failures() + 1;
        if (failures >= config.attempts()) {
            String attempted = failures == 1 ? "" : "; attempt " + failures + " of " + config.attempts();
            fail(delivered, code, message + attempted, begun.job().started());
            return;
        }
        Duration pause = config.firstPause().multipliedBy(1L << Math.min(failures - 1, 16));
        try (JobScope scope = JobScope.of(delivered)) {
            Log.warnf("Job %s is tried again in %s: %s", delivered.request().jobId(), pause, message);
        }
        LegSpans.endBroken(delivered, code, message);
        attempts.failed(delivered, failures, message).await().indefinitely();
        meters.counter("shakedown.jobs.retried").increment();
        again.add(new Again(
                delivered, new Admission.Run(failures, message), Instant.now().plus(pause)));
    }

    /** Has a job that ran beside others run again by itself, at once and without blame. */
    void isolate(Begun begun) {
        LegSpans.end(begun.delivered(), "isolated");
        again.add(new Again(begun.delivered(), begun.admission(), Instant.now()));
    }

    /** Takes a job that is to run alone, if it is time for one. */
    Optional<Again> dueAlone() {
        Instant now = Instant.now();
        Iterator<Again> waiting = again.iterator();
        while (waiting.hasNext()) {
            Again candidate = waiting.next();
            if (!candidate.notBefore().isAfter(now)) {
                waiting.remove();
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Whether one is due. */
    boolean isAloneDue() {
        Instant now = Instant.now();
        return again.stream().anyMatch(candidate -> !candidate.notBefore().isAfter(now));
    }

    /** Takes all that wait to be tried again and are of these partitions. */
    List<Again> takeBack(Set<TopicPartition> partitions) {
        List<Again> theirs = again.stream()
                .filter(candidate ->
                        partitions.contains(candidate.delivered().place().partition()))
                .toList();
        again.removeAll(theirs);
        return theirs;
    }

    /** Takes all that wait to be tried again. */
    List<Again> takeBack() {
        List<Again> all = List.copyOf(again);
        again.clear();
        return all;
    }

    /** Waits until all results are with the brokers; tells whether they are. */
    boolean awaitSent(Duration timeout) throws InterruptedException {
        return outbox.awaitEmpty(timeout.toMillis());
    }
}
