package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A round that waits to be expanded further, or is being so by one thread. */
final class QueuedRound {

    /** Urgent campaigns first, then those that have had least: so a small one never waits for a large one. */
    static final Comparator<QueuedRound> ORDER = Comparator.comparing((QueuedRound turn) -> !turn.urgent)
            .thenComparing(turn -> turn.attained.get())
            .thenComparing(turn -> turn.submission.submitted());

    private final SubmittedCampaign submission;
    private final boolean urgent;
    private final CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
    private final Timer.Sample timing;
    private final RoundTrace trace;
    private volatile boolean stopped;
    private volatile boolean dropped;
    private final AtomicLong attained = new AtomicLong();
    private @Nullable RoundExpansion expansion;
    private Duration pause = Duration.ZERO;

    QueuedRound(SubmittedCampaign submission, Timer.Sample timing, RoundTrace trace) {
        this.submission = submission;
        this.urgent = submission.campaign().priority() == Priority.URGENT;
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

    /** Notes that it had a stretch, so that others come first. */
    void had(long jobs) {
        attained.addAndGet(jobs);
        pause = Duration.ZERO;
    }

    /** How long to wait this time before trying again. */
    Duration nextPause(Duration first, Duration longest) {
        Duration doubled = pause.isZero() ? first : pause.multipliedBy(2);
        pause = doubled.compareTo(longest) > 0 ? longest : doubled;
        return pause;
    }
}
