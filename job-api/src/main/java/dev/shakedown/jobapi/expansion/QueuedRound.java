package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A round that waits to be expanded further, or is being so by one thread. */
final class QueuedRound {

    private static final int REFUSALS = 6;

    private final SubmittedCampaign submission;
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    private final Timer.Sample timing;
    private final RoundTrace trace;
    private volatile boolean stopped;
    private volatile boolean dropped;
    private @Nullable RoundExpansion expansion;
    private Duration pause = Duration.ZERO;
    private PublishOutcome.@Nullable Refused refusal;
    private int refusals;

    QueuedRound(SubmittedCampaign submission, Timer.Sample timing, RoundTrace trace) {
        this.submission = submission;
        this.timing = timing;
        this.trace = trace;
    }

    SubmittedCampaign submission() {
        return submission;
    }

    Timer.Sample timing() {
        return timing;
    }

    RoundTrace trace() {
        return trace;
    }

    @Nullable
    RoundExpansion expansion() {
        return expansion;
    }

    void begin(RoundExpansion begun) {
        expansion = begun;
    }

    /** Completes when the record that asked for this round need not be redelivered. */
    CompletableFuture<@Nullable Void> settled() {
        return settled;
    }

    /** Has it stopped before its next chunk of jobs. */
    void stop() {
        stopped = true;
    }

    /** Stops it and leaves its record unacknowledged: it will be redelivered, perhaps to another instance. */
    void drop() {
        dropped = true;
        stopped = true;
        trace.end();
    }

    /** Its record need not be redelivered. */
    void settle() {
        trace.end();
        if (!dropped) {
            settled.complete(null);
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /** Notes that a stretch was published: earlier failures no longer count. */
    void succeeded() {
        pause = Duration.ZERO;
        refusal = null;
        refusals = 0;
    }

    /** Notes that Kafka refused a request of the present stretch. */
    void refused(PublishOutcome.Refused refused) {
        refusal = refused;
        refusals++;
    }

    /**
     * The refusal after which the jobs of the present stretch fail; null if there is none. A topic that is missing or
     * forbidden may be there after a pause, so that it counts after several tries.
     */
    PublishOutcome.@Nullable Refused conclusiveRefusal() {
        PublishOutcome.Refused last = refusal;
        return last != null && (last.isOfThisRecord() || refusals >= REFUSALS) ? last : null;
    }

    /** How long to wait this time before trying again. */
    Duration nextPause(Duration first, Duration longest) {
        Duration doubled = pause.isZero() ? first : pause.multipliedBy(2);
        pause = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }
}
