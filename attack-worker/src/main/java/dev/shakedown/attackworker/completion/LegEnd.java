package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.attack.SuspendOutcome;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Controls;
import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.attackworker.delivery.RecordRefusedException;
import dev.shakedown.attackworker.delivery.ResumedJobPublisher;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.LegTracing;
import dev.shakedown.attackworker.job.RunningJob;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.service.messaging.RefusedRecord;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Jobs that leave a batch before their end, with their state or without. Belongs to the attack loop's thread. */
@ApplicationScoped
public class LegEnd {

    private static final int MEBIBYTE = 1024 * 1024;

    private final Attempts attempts;
    private final Controls controls;
    private final ResumedJobPublisher resumedJobs;
    private final ResultPublisher results;
    private final JobCompletion completion;
    private final DeliveryConfig config;
    private final MeterRegistry meters;

    LegEnd(
            Attempts attempts,
            Controls controls,
            ResumedJobPublisher resumedJobs,
            ResultPublisher results,
            JobCompletion completion,
            DeliveryConfig config,
            MeterRegistry meters) {
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

    /** A job with the reason why it leaves. */
    public record Leaving(RunningJob running, Cause cause) {}

    /** Whether a job has to leave for its campaign's sake or because its time is up. */
    public Optional<Cause> cause(RunningJob running, Instant now) {
        DeliveredRequest delivered = running.delivered();
        CampaignControl control = controls.of(delivered.request().campaignId());
        if (control != null && delivered.request().delivery().round() <= control.abandoned()) {
            if (control.state() == CampaignControl.State.CANCELLED) {
                return Optional.of(Cause.CANCELLED);
            }
            if (control.state() == CampaignControl.State.PAUSED && isPortable(running)) {
                return Optional.of(Cause.PAUSED);
            }
        }
        return now.isAfter(running.legEnds()) && isPortable(running) ? Optional.of(Cause.LEG) : Optional.empty();
    }

    /** Whether a job's state can travel; the paper's attack has three arrays of the image's size, in float32. */
    public boolean isPortable(RunningJob running) {
        long values = running.job().attack().blurred().values().length;
        int arrays = 4 * running.job().attack().spec().restarts();
        return values * Float.BYTES * arrays <= (long) config.largestStateMebibytes() * MEBIBYTE;
    }

    /** Takes jobs out of their batch and sees to it that each goes on where it should; waits for that. */
    public void leave(AttackBatch batch, List<Leaving> leaving) throws InterruptedException {
        List<Uni<Void>> sending = new ArrayList<>();
        for (Leaving each : leaving) {
            meters.counter("shakedown.legs", "end", each.cause().wireName()).increment();
            sending.add(leave(batch, each));
        }
        await(sending, leaving.stream().anyMatch(each -> each.cause().isRedelivered()));
    }

    /** Publishes that the attempts of jobs that wait for a retry ended in order. */
    public void release(List<RetryQueue.Retry> waiting) throws InterruptedException {
        await(
                waiting.stream()
                        .map(retry -> attempts.released(
                                retry.delivered(),
                                retry.admission().failures(),
                                retry.admission().reason()))
                        .toList(),
                true);
    }

    private Uni<Void> leave(AttackBatch batch, Leaving leaving) throws InterruptedException {
        RunningJob running = leaving.running();
        DeliveredRequest delivered = running.delivered();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.debugf("Job %s leaves: %s", delivered.request().jobId(), leaving.cause());
        }
        LegTracing.end(delivered, leaving.cause().wireName());
        switch (leaving.cause()) {
            case LOST -> {
                batch.withdraw(running.job().attack());
                return Uni.createFrom().voidItem();
            }
            case CANCELLED -> {
                batch.withdraw(running.job().attack());
                return attempts.dropped(delivered.request()).invoke(delivered::acknowledge);
            }
            default -> {
                return isPortable(running) ? suspend(batch, leaving) : giveBack(batch, running);
            }
        }
    }

    private Uni<Void> suspend(AttackBatch batch, Leaving leaving) throws InterruptedException {
        RunningJob running = leaving.running();
        DeliveredRequest delivered = running.delivered();
        SuspendOutcome suspension = batch.suspend(running.job().attack());
        if (suspension instanceof SuspendOutcome.Broken broken) {
            completion.fail(
                    delivered,
                    "not-finite",
                    broken.outcome().message(),
                    running.job().started());
            return Uni.createFrom().voidItem();
        }
        var state = ((SuspendOutcome.Suspended) suspension).state();
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
            return released(running);
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

    /** Leaves the record to the next worker, which starts where this leg started. */
    private Uni<Void> giveBack(AttackBatch batch, RunningJob running) {
        batch.withdraw(running.job().attack());
        return released(running);
    }

    private Uni<Void> released(RunningJob running) {
        return attempts.released(
                running.delivered(),
                running.admission().failures(),
                running.admission().reason());
    }

    /** {@code hasty}: whether to give up after a while, because unacknowledged records are redelivered. */
    private void await(List<Uni<Void>> sending, boolean hasty) {
        if (sending.isEmpty()) {
            return;
        }
        Uni<List<Void>> all = Uni.join().all(sending).andFailFast();
        if (!hasty) {
            all.await().indefinitely();
            return;
        }
        try {
            all.await().atMost(config.drainTimeout());
        } catch (TimeoutException e) {
            Log.warnf(
                    "Kafka did not take %d jobs in time; they are redelivered and restart their legs", sending.size());
        }
    }
}
