package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackState;
import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.attack.EndedAttack;
import dev.shakedown.attackworker.completion.CompletionThreads.Sending;
import dev.shakedown.attackworker.delivery.AdmissionControl;
import dev.shakedown.attackworker.delivery.AdmissionDecision;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Controls;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.DurableSend.RecordRefusedException;
import dev.shakedown.attackworker.delivery.ResumedJobPublisher;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.PreparedJob.RunningJob;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.service.messaging.RefusedRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Jobs that leave a batch before their end, with their state or without. Belongs to the device's thread. */
@ApplicationScoped
public class LegEnd {

    private static final int MEBIBYTE = 1024 * 1024;

    private final CompletionThreads threads;
    private final AdmissionControl admissions;
    private final Attempts attempts;
    private final Controls controls;
    private final ResumedJobPublisher resumedJobs;
    private final ResultPublisher results;
    private final JobCompletion completion;
    private final DeliveryConfig config;
    private final MeterRegistry meters;

    LegEnd(
            CompletionThreads threads,
            AdmissionControl admissions,
            Attempts attempts,
            Controls controls,
            ResumedJobPublisher resumedJobs,
            ResultPublisher results,
            JobCompletion completion,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.threads = threads;
        this.admissions = admissions;
        this.attempts = attempts;
        this.controls = controls;
        this.resumedJobs = resumedJobs;
        this.results = results;
        this.completion = completion;
        this.config = config;
        this.meters = meters;
    }

    /** Why a job leaves. */
    public enum Cause {
        /** Its campaign was cancelled: it does not go on. */
        CANCELLED,
        /** Its campaign was paused. */
        PAUSED,
        /** Its leg is over. */
        LEG,
        /** An urgent job wants its place. */
        URGENCY,
        /** Its partition goes to another worker. */
        REBALANCE,
        /** Its partition has gone to another worker, which begins it again. */
        LOST,
        /** The worker stops. */
        STOP;

        /** Whether what is not acknowledged now goes to another worker soon. */
        boolean isRedelivered() {
            return this == REBALANCE || this == STOP;
        }

        /** As metrics and spans have it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public record Leaving(RunningJob running, Cause cause) {}

    /** Whether a job has to leave for its campaign's sake or because its time is up. */
    public Optional<Cause> cause(RunningJob running, Instant now) {
        DeliveredRequest delivered = running.delivered();
        CampaignControl control = controls.of(delivered.request().campaignId());
        if (control != null && delivered.request().delivery().round() <= control.abandoned()) {
            if (control.state() == CampaignControl.State.CANCELLED) {
                return Optional.of(Cause.CANCELLED);
            }
            // Also if the campaign goes on already: its record without state would not be begun again after a crash.
            boolean leaves = control.state() == CampaignControl.State.PAUSED || delivered.state() == null;
            if (leaves && isPortable(running)) {
                return Optional.of(Cause.PAUSED);
            }
        }
        return now.isAfter(running.legEnds()) && isPortable(running) ? Optional.of(Cause.LEG) : Optional.empty();
    }

    /**
     * Whether a job's state can travel; the paper's attack has three arrays of the image's size, in float32. A
     * bisection has one more than other searches, and what is judged on the way is one each.
     */
    public boolean isPortable(RunningJob running) {
        PlanarImage y = running.job().attack().blurred();
        long values = (long) PlanarImage.CHANNELS * y.width() * y.height();
        AttackSpec spec = running.job().attack().spec();
        int arrays = spec.objective() instanceof Objective.MinimumBudget
                ? 5
                : (4 + spec.evaluateAt().size()) * spec.restarts();
        return values * Float.BYTES * arrays <= (long) config.largestStateMebibytes() * MEBIBYTE;
    }

    /** Takes a job out of its batch and sees to it that it goes on where it should; does not wait for that. */
    public void leave(AttackBatch batch, Leaving leaving) {
        RunningJob running = leaving.running();
        DeliveredRequest delivered = running.delivered();
        Attack attack = running.job().attack();
        meters.counter("shakedown.legs", "end", leaving.cause().wireName()).increment();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.debugf("Job %s leaves: %s", delivered.request().jobId(), leaving.cause());
        }
        LegTracing.end(delivered, leaving.cause().wireName());
        switch (leaving.cause()) {
            case LOST -> {
                batch.withdraw(attack);
                disown(delivered);
            }
            case CANCELLED -> {
                batch.withdraw(attack);
                send(delivered, 0, () -> attempts.dropped(delivered.request()).invoke(delivered::acknowledge));
            }
            default -> {
                if (!isPortable(running)) {
                    batch.withdraw(attack);
                    release(delivered, running.admission());
                } else {
                    leave(leaving, batch.suspend(attack));
                }
            }
        }
    }

    private void leave(Leaving leaving, SuspendOutcome suspension) {
        RunningJob running = leaving.running();
        if (suspension instanceof SuspendOutcome.Broken broken) {
            completion.finish(running, EndedAttack.broken(broken.outcome()));
            return;
        }
        AttackState state = ((SuspendOutcome.Suspended) suspension).state();
        send(running.delivered(), running.job().bytes(), () -> publish(leaving, state));
    }

    /** Publishes that the attempt of a job that waits here ended in order; the next worker begins its leg. */
    public void release(DeliveredRequest delivered, AdmissionDecision.Run admission) {
        send(delivered, 0, () -> released(delivered, admission));
    }

    /** Takes back, where that is needed, what was said of a job that another worker has. */
    public void disown(DeliveredRequest delivered) {
        send(delivered, 0, () -> admissions.disown(delivered));
    }

    private void send(DeliveredRequest delivered, long bytes, Supplier<Uni<Void>> records) {
        threads.send(delivered, bytes, () -> new Sending(bytes, records.get()));
    }

    private Uni<Void> publish(Leaving leaving, AttackState state) {
        RunningJob running = leaving.running();
        DeliveredRequest delivered = running.delivered();
        var resumption = new DeliveredRequest.Resumption(
                delivered.leg() + 1, state.steps(), running.job().started(), AttackStateCodec.encode(state));
        // No attempt is published: the next worker sees that this leg is later than the one announced.
        return resumedJobs
                .publish(delivered, resumption)
                .invoke(delivered::acknowledge)
                .onFailure(RecordRefusedException.class)
                .recoverWithUni(e -> endRefused(leaving, ((RecordRefusedException) e).refusal()));
    }

    /** Kafka refuses the state: the next worker starts the leg again where there is one soon; else the job fails. */
    private Uni<Void> endRefused(Leaving leaving, RefusedRecord refusal) {
        RunningJob running = leaving.running();
        Log.errorf(
                "Job %s cannot leave with its state: %s",
                running.delivered().request().jobId(), refusal.message());
        if (leaving.cause().isRedelivered()) {
            return released(running.delivered(), running.admission());
        }
        return results.publish(
                        running.delivered(),
                        new JobOutcome.Failed(refusal.code(), refusal.message()),
                        List.of(),
                        running.job().started())
                .replaceWithVoid()
                .onFailure(RecordRefusedException.class)
                .invoke(e -> Log.errorf(
                        "The result of job %s is not published: %s",
                        running.delivered().request().jobId(), e.getMessage()))
                .onFailure(RecordRefusedException.class)
                .recoverWithNull();
    }

    private Uni<Void> released(DeliveredRequest delivered, AdmissionDecision.Run admission) {
        return attempts.released(delivered, admission.failures(), admission.reason());
    }
}
