package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.attack.AttackBatch;
import dev.shakedown.attackworker.attack.AttackStateCodec;
import dev.shakedown.attackworker.attack.Suspension;
import dev.shakedown.attackworker.delivery.Attempts;
import dev.shakedown.attackworker.delivery.Continuations;
import dev.shakedown.attackworker.delivery.Controls;
import dev.shakedown.attackworker.delivery.Delivered;
import dev.shakedown.attackworker.delivery.DeliveryConfig;
import dev.shakedown.contract.campaign.CampaignControl;
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
class Departures {

    private static final int MEBIBYTE = 1024 * 1024;

    private final Attempts attempts;
    private final Controls controls;
    private final Continuations continuations;
    private final Endings endings;
    private final DeliveryConfig config;
    private final MeterRegistry meters;

    Departures(
            Attempts attempts,
            Controls controls,
            Continuations continuations,
            Endings endings,
            DeliveryConfig config,
            MeterRegistry meters) {
        this.attempts = attempts;
        this.controls = controls;
        this.continuations = continuations;
        this.endings = endings;
        this.config = config;
        this.meters = meters;
    }

    /** Why a job leaves. */
    enum Cause {
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
        boolean recordComesAgain() {
            return this == REBALANCE || this == STOP;
        }

        /** As metrics and spans have it. */
        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A job with the reason why it leaves. */
    record Leaving(Begun begun, Cause cause) {}

    /** Whether a job has to leave for its campaign's sake or because its time is up. */
    Optional<Cause> cause(Begun begun, Instant now) {
        Delivered delivered = begun.delivered();
        CampaignControl control = controls.of(delivered.request().campaignId());
        if (control != null && delivered.request().delivery().round() <= control.abandoned()) {
            if (control.state() == CampaignControl.State.CANCELLED) {
                return Optional.of(Cause.CANCELLED);
            }
            if (control.state() == CampaignControl.State.PAUSED && isPortable(begun)) {
                return Optional.of(Cause.PAUSED);
            }
        }
        return now.isAfter(begun.legEnds()) && isPortable(begun) ? Optional.of(Cause.LEG) : Optional.empty();
    }

    /** Whether a job's state can travel; the paper's attack has three arrays of the image's size, in float32. */
    boolean isPortable(Begun begun) {
        long values = begun.job().attack().blurred().values().length;
        int arrays = 4 * begun.job().attack().spec().restarts();
        return values * Float.BYTES * arrays <= (long) config.largestStateMebibytes() * MEBIBYTE;
    }

    /** Takes jobs out of their batch and sees to it that each goes on where it should; waits for that. */
    void leave(AttackBatch batch, List<Leaving> leaving) throws InterruptedException {
        List<Uni<Void>> sending = new ArrayList<>();
        for (Leaving each : leaving) {
            meters.counter("shakedown.legs", "end", each.cause().wireName()).increment();
            sending.add(leave(batch, each));
        }
        await(sending, leaving.stream().anyMatch(each -> each.cause().recordComesAgain()));
    }

    /** Says of jobs that wait to be tried again that their attempts ended in order. */
    void release(List<Endings.Again> waiting) throws InterruptedException {
        await(
                waiting.stream()
                        .map(again -> attempts.released(
                                again.delivered(),
                                again.admission().failures(),
                                again.admission().reason()))
                        .toList(),
                true);
    }

    private Uni<Void> leave(AttackBatch batch, Leaving leaving) throws InterruptedException {
        Begun begun = leaving.begun();
        Delivered delivered = begun.delivered();
        try (JobScope scope = JobScope.of(delivered)) {
            Log.debugf("Job %s leaves: %s", delivered.request().jobId(), leaving.cause());
        }
        LegSpans.end(delivered, leaving.cause().wireName());
        switch (leaving.cause()) {
            case LOST -> {
                batch.withdraw(begun.job().attack());
                return Uni.createFrom().voidItem();
            }
            case CANCELLED -> {
                batch.withdraw(begun.job().attack());
                return attempts.dropped(delivered.request()).invoke(delivered::acknowledge);
            }
            default -> {
                return isPortable(begun) ? suspend(batch, begun) : giveBack(batch, begun);
            }
        }
    }

    private Uni<Void> suspend(AttackBatch batch, Begun begun) throws InterruptedException {
        Delivered delivered = begun.delivered();
        Suspension suspension = batch.suspend(begun.job().attack());
        if (suspension instanceof Suspension.Broken broken) {
            endings.fail(
                    delivered,
                    "not-finite",
                    NotFinite.message(broken.outcome()),
                    begun.job().started());
            return Uni.createFrom().voidItem();
        }
        var state = ((Suspension.Suspended) suspension).state();
        var resumption = new Delivered.Resumption(
                delivered.leg() + 1, state.steps(), begun.job().started(), AttackStateCodec.encode(state));
        // Nothing more is to be said: whoever gets this sees that it is later than the leg that was announced.
        return continuations.publish(delivered, resumption).invoke(delivered::acknowledge);
    }

    /** Leaves the record to whoever gets it next, who begins where this leg began. */
    private Uni<Void> giveBack(AttackBatch batch, Begun begun) {
        batch.withdraw(begun.job().attack());
        return attempts.released(
                begun.delivered(),
                begun.admission().failures(),
                begun.admission().reason());
    }

    /** {@code hasty}: whether to give up after a while, because the records that are not acknowledged come again. */
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
                    "Kafka did not take %d jobs in time; they come again from where their legs began", sending.size());
        }
    }
}
