package dev.shakedown.attackworker.preparation;

import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.LegTracing.LegPhase;
import dev.shakedown.attackworker.job.PreparedJob.ReadyJob;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.attackworker.preparation.JobPreparation.PreparationResult;
import dev.shakedown.contract.job.JobOutcome;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * What is done for a job before it may take a slot: it is prepared, and the brokers learn that its leg begins. Runs on
 * host threads. Thread-safe.
 */
@ApplicationScoped
class JobStart {

    private final JobPreparation preparation;
    private final JudgeCheck judges;
    private final Attempts attempts;
    private final LegTracing tracing;
    private final DeviceQueue device;

    JobStart(JobPreparation preparation, JudgeCheck judges, Attempts attempts, LegTracing tracing, DeviceQueue device) {
        this.preparation = preparation;
        this.judges = judges;
        this.attempts = attempts;
        this.tracing = tracing;
        this.device = device;
    }

    /** Prepares a queued job, so that it becomes ready or refused. The announcement is not waited for here. */
    void start(QueuedJob job) throws InterruptedException {
        if (job.isWithdrawn()) {
            return;
        }
        PreparationResult result;
        try {
            result = prepared(job);
        } catch (RuntimeException e) {
            Log.errorf(e, "Job %s cannot be prepared", job.delivered().request().jobId());
            refuse(job, new JobOutcome.Failed("attack-error", e.getClass().getSimpleName() + ": " + e.getMessage()));
            return;
        }
        Optional<JobOutcome.Failed> impossible = result instanceof PreparationResult.Ready ready
                ? judges.impossible(ready.job())
                : Optional.of(((PreparationResult.Impossible) result).failure());
        if (impossible.isPresent()) {
            refuse(job, impossible.get());
            return;
        }
        PreparationResult.Ready prepared = (PreparationResult.Ready) result;
        if (job.isAlone()) {
            // Announced only when it takes a slot: its attempt must not count if another job kills the worker.
            ready(job, prepared);
        } else if (job.announce()) {
            announce(job, prepared);
        }
    }

    private PreparationResult prepared(QueuedJob job) throws InterruptedException {
        LegPhase part = tracing.part(job.delivered(), "prepare");
        try (JobScope scope = part.open()) {
            return preparation.prepare(job.delivered());
        } finally {
            part.end();
        }
    }

    private void announce(QueuedJob job, PreparationResult.Ready prepared) {
        attempts.running(
                        job.delivered(),
                        job.admission().failures(),
                        job.admission().reason())
                .subscribe()
                .with(known -> ready(job, prepared), failure -> refuse(job, refusal(failure)));
    }

    private static JobOutcome.Failed refusal(Throwable failure) {
        return failure instanceof RecordRefusedException refused
                ? new JobOutcome.Failed(
                        refused.refusal().code(), refused.refusal().message())
                : new JobOutcome.Failed("attack-error", "its attempt cannot be announced: " + failure.getMessage());
    }

    /** Announces a job that runs alone, and waits until the brokers know. Why it cannot run; empty if it can. */
    Optional<JobOutcome.Failed> announceNow(ReadyJob job) {
        Uni<Optional<JobOutcome.Failed>> announced = attempts.running(
                        job.delivered(),
                        job.admission().failures(),
                        job.admission().reason())
                .replaceWith(Optional.<JobOutcome.Failed>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(refusal(failure)));
        return announced.await().indefinitely();
    }

    private void ready(QueuedJob job, PreparationResult.Ready prepared) {
        job.ready(prepared.job(), prepared.start());
        device.wake();
    }

    private void refuse(QueuedJob job, JobOutcome.Failed why) {
        job.refuse(why);
        device.wake();
    }
}
