package dev.shakedown.resultstore.ingest;

import dev.shakedown.service.messaging.TraceHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.time.Instant;

/**
 * The last spans of traces: that a campaign, a result or a dead letter was stored. Requests and artifacts get none;
 * they are many and their results speak for them. For the thread that stores.
 */
@Singleton
class StorageSpans {

    private final Tracer tracer;
    private Instant begin = Instant.now();

    StorageSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Notes that a batch is to be stored: what is stored of it begins now. */
    void beginBatch() {
        begin = Instant.now();
    }

    /** Notes that a record was stored or put aside just now. */
    void stored(Arrival arrival) {
        if (arrival instanceof Arrival.Request || arrival instanceof Arrival.Artifact) {
            return;
        }
        TopicRecord record = arrival.source();
        Span sender = TraceHeader.read(record.header(TraceHeader.NAME).orElse(null));
        if (!sender.getSpanContext().isSampled()) {
            return;
        }
        Span span = tracer.spanBuilder("store")
                .setParent(Context.root().with(sender))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(begin)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.kafka.message.key", String.valueOf(record.key()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .startSpan();
        if (arrival instanceof Arrival.Rejected rejected) {
            span.setStatus(StatusCode.ERROR, rejected.reason());
        }
        span.end();
    }
}
