package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.completion.JobEvaluation;
import dev.shakedown.attackworker.delivery.AdmissionControl;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.RecordRefusedException;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegPhase;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.PreparedJob;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.attackworker.preparation.JobPreparation.PreparationResult;
import dev.shakedown.contract.job.JobAttempt;
import dev.shakedown.contract.job.JobOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * From a request to a job that can begin: decides whether it is to run at all, and prepares it. Belongs to the attack
 * loop's thread.
 */
@ApplicationScoped
public class JobStart {

    private final AdmissionControl admissions;
    private final Attempts attempts;
    private final JobPreparation preparation;
    private final JobEvaluation evaluation;
    private final JobCompletion completion;
    private final LegTracing tracing;
    private final DeliveryConfig config;
    private final MeterRegistry meters;
    private final List<DeliveredRequest> held = new ArrayList<>();

    JobStart(
            AdmissionControl admissions,
            Attempts attempts,
            JobPreparation preparation,
            JobEvaluation evaluation,
            JobCompletion completion,
            LegTracing tracing,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.admissions = admissions;
        this.attempts = attempts;
        this.preparation = preparation;
        this.evaluation = evaluation;
        this.completion = completion;
        this.tracing = tracing;
        this.config = config;
        this.meters = meters;
    }

    /** Whether enough is known to decide; waits a while for that. */
    public boolean isReady() {
        return admissions.ready();
    }

    /** Decides about a request and prepares it; empty if there is nothing to run. */
    public Optional<RunningJob> take(DeliveredRequest delivered) throws InterruptedException {
        AdmissionDecision admission = admissions.of(delivered);
        if (admission instanceof AdmissionDecision.Run run) {
            return prepare(delivered, run);
        }
        if (admission instanceof AdmissionDecision.Hold) {
            held.add(delivered);
        } else if (admission instanceof AdmissionDecision.Skip skip) {
            skip(delivered, skip.reason());
        } else if (admission instanceof AdmissionDecision.GiveUp giveUp) {
            String message = "%d attempts failed; the last: %s".formatted(giveUp.failures(), giveUp.reason());
            completion.fail(delivered, "worker-lost", message, Instant.now());
        }
        return Optional.empty();
    }

    /** Prepares a job about which was decided before; empty if it turns out that it cannot be run. */
    public Optional<RunningJob> prepare(DeliveredRequest delivered, AdmissionDecision.Run run)
            throws InterruptedException {
        DeliveredRequest leg = tracing.begin(delivered);
        PreparationResult prepared = prepare(leg);
        Optional<JobOutcome.Failed> failure = prepared instanceof PreparationResult.Ready ready
                ? evaluation.impossible(ready.job())
                : Optional.of(((PreparationResult.Impossible) prepared).failure());
        if (failure.isPresent()) {
            completion.fail(leg, failure.get().code(), failure.get().message(), Instant.now());
            return Optional.empty();
        }
        meters.timer("shakedown.request.wait", "lane", delivered.lane().name().toLowerCase(Locale.ROOT))
                .record(Duration.between(delivered.source().written(), Instant.now()));
        PreparedJob job = ((PreparationResult.Ready) prepared).job();
        return Optional.of(new RunningJob(job, run, Instant.now().plus(config.leg())));
    }

    /** Says that a job's leg begins, and waits until the brokers know; if they refuse, the job fails. */
    public boolean announce(RunningJob running) {
        try {
            attempts.running(
                            running.delivered(),
                            running.admission().failures(),
                            running.admission().reason())
                    .await()
                    .indefinitely();
            return true;
        } catch (RecordRefusedException e) {
            completion.fail(
                    running.delivered(),
                    e.refusal().code(),
                    e.refusal().message(),
                    running.job().started());
            return false;
        }
    }

    private PreparationResult prepare(DeliveredRequest leg) throws InterruptedException {
        LegPhase part = tracing.part(leg, "prepare");
        try (JobScope scope = part.open()) {
            return preparation.prepare(leg);
        } finally {
            part.end();
        }
    }

    /** Takes a request that was held and whose campaign has gone on or was cancelled. */
    public Optional<DeliveredRequest> released() {
        Iterator<DeliveredRequest> waiting = held.iterator();
        while (waiting.hasNext()) {
            DeliveredRequest candidate = waiting.next();
            if (!(admissions.of(candidate) instanceof AdmissionDecision.Hold)) {
                waiting.remove();
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Forgets held requests of partitions that other workers have now. */
    public void drop(Set<TopicPartition> partitions) {
        held.removeIf(delivered -> partitions.contains(delivered.place().partition()));
    }

    private void skip(DeliveredRequest delivered, String reason) {
        Log.debugf("Job %s: %s", delivered.request().jobId(), reason);
        meters.counter("shakedown.jobs.skipped").increment();
        JobAttempt attempt = attempts.attempt(delivered.request().jobId());
        boolean itsOwn = attempt != null
                && attempt.campaignId().equals(delivered.request().campaignId())
                && (attempt.record().equals(delivered.place().toString()) || delivered.leg() > attempt.leg());
        if (itsOwn) {
            // Other workers take the job for running until its attempt is deleted.
            attempts.dropped(delivered.request()).subscribe().with(done -> delivered.acknowledge());
        } else {
            delivered.acknowledge();
        }
    }
}
