package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.DeliveredRequest;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;

/** A part of a leg that is timed: it has a span of its own and counts in {@code shakedown.leg.part}. */
public final class LegPhase {

    private final DeliveredRequest delivered;
    private final Span span;
    private final Timer timer;
    private final Timer.Sample timing = Timer.start();

    LegPhase(DeliveredRequest delivered, Span span, Timer timer) {
        this.delivered = delivered;
        this.span = span;
        this.timer = timer;
    }

    /** Until it is closed, what this thread logs and calls belongs to this part. */
    @SuppressWarnings("MustBeClosedChecker") // The caller's.
    public JobScope open() {
        return JobScope.of(delivered, span);
    }

    /** Ends it; from any thread. */
    public void end() {
        span.end();
        timing.stop(timer);
    }
}
