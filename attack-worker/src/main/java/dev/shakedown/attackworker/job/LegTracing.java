package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.contract.job.AttackRequest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/**
 * The spans of legs, each under its request's: from when a job is taken up until it has left or its result is with the
 * brokers. The next leg's span stands under this one's, the stored result's under the last leg's.
 */
@ApplicationScoped
public class LegTracing {

    private final Tracer tracer;
    private final WorkerConfig config;
    private final MeterRegistry meters;

    LegTracing(Tracer tracer, WorkerConfig config, MeterRegistry meters) {
        this.tracer = tracer;
        this.config = config;
        this.meters = meters;
    }

    /** Begins a leg: the request, in the leg's span. */
    public DeliveredRequest begin(DeliveredRequest delivered) {
        AttackRequest request = delivered.request();
        Span span = tracer.spanBuilder("attack")
                .setParent(Context.root().with(delivered.span()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute(
                        "messaging.destination.name",
                        delivered.place().partition().topic())
                .setAttribute("shakedown.job.id", request.jobId())
                .setAttribute("shakedown.campaign.id", request.campaignId())
                .setAttribute("shakedown.network.id", request.network().id())
                .setAttribute("shakedown.worker", config.name())
                .setAttribute("shakedown.leg", delivered.leg() + 1)
                .setAttribute("shakedown.leg.first_step", delivered.step())
                .setAttribute(
                        "shakedown.request.wait_ms",
                        Duration.between(delivered.source().written(), Instant.now())
                                .toMillis())
                .startSpan();
        return delivered.within(span);
    }

    public LegPhase part(DeliveredRequest delivered, String name) {
        Span span = tracer.spanBuilder(name)
                .setParent(Context.root().with(delivered.span()))
                .startSpan();
        return new LegPhase(delivered, span, meters.timer("shakedown.leg.part", "part", name));
    }

    public static void end(DeliveredRequest delivered, String how) {
        delivered.span().setAttribute("shakedown.leg.end", how).end();
    }

    /** Ends a leg in which something went wrong. */
    public static void endBroken(DeliveredRequest delivered, String how, String message) {
        delivered.span().setStatus(StatusCode.ERROR, message);
        end(delivered, how);
    }

    /** A part of a leg that is timed: it has a span of its own and counts in {@code shakedown.leg.part}. */
    public static final class LegPhase {

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
}
