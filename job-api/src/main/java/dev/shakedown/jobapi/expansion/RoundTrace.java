package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.service.messaging.TraceHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;

/**
 * The span of a round's expansion, under which its jobs' spans stand. So that a million jobs do not make a million
 * spans, only evenly spread ones are recorded, at most as many as are wanted; the others know their trace all the same.
 */
final class RoundTrace {

    private final Span span;
    private final long every;
    private final List<Header> recorded;
    private final List<Header> unrecorded;

    private RoundTrace(Span span, long every) {
        this.span = span;
        this.every = every;
        this.recorded = TraceHeader.of(span);
        this.unrecorded = TraceHeader.unrecorded(span);
    }

    /**
     * Begins.
     *
     * @param most how many jobs are to be recorded
     */
    static RoundTrace begin(Tracer tracer, SubmittedCampaign submission, Span cause, int most) {
        Span span = tracer.spanBuilder("expand")
                .setParent(Context.root().with(cause))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("shakedown.campaign.id", submission.id())
                .setAttribute("shakedown.round", submission.round().number())
                .setAttribute("shakedown.jobs", submission.jobs())
                .startSpan();
        return new RoundTrace(span, Math.max(1, (submission.jobs() - 1) / Math.max(1, most) + 1));
    }

    /** What a job's record says of its trace. */
    List<Header> header(long ordinal) {
        return ordinal % every == 0 ? recorded : unrecorded;
    }

    /** The same, in the round's span. */
    <T> Supplier<T> within(Supplier<T> question) {
        return Context.root().with(span).wrapSupplier(question);
    }

    /** Ends, however it went. */
    void end() {
        span.end();
    }
}
