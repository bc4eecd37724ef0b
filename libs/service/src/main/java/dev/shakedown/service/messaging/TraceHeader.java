package dev.shakedown.service.messaging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The header that takes a trace from record to record, as W3C Trace Context defines {@code traceparent}. A record whose
 * sender has no trace has no such header; an invalid one counts as none.
 */
public final class TraceHeader {

    /** The header's name. */
    public static final String NAME = "traceparent";

    private static final TextMapGetter<Map<String, String>> FROM_MAP = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private TraceHeader() {}

    /** The span that a record's sender was in; invalid if it tells of none. */
    public static Span read(Headers headers) {
        Header header = headers.lastHeader(NAME);
        return header == null || header.value() == null
                ? Span.getInvalid()
                : read(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** The span that a header's text names; invalid if it names none. */
    public static Span read(@Nullable String text) {
        return text == null
                ? Span.getInvalid()
                : Span.fromContext(
                        W3CTraceContextPropagator.getInstance().extract(Context.root(), Map.of(NAME, text), FROM_MAP));
    }

    /** Headers that say that what is sent belongs under a span; none if that is invalid. */
    public static List<Header> of(Span span) {
        return of(span.getSpanContext());
    }

    /** As the span's own, but what follows is not to be recorded. */
    public static List<Header> unrecorded(Span span) {
        SpanContext context = span.getSpanContext();
        return of(SpanContext.create(
                context.getTraceId(), context.getSpanId(), TraceFlags.getDefault(), context.getTraceState()));
    }

    private static List<Header> of(SpanContext context) {
        if (!context.isValid()) {
            return List.of();
        }
        String text = "00-%s-%s-%s"
                .formatted(
                        context.getTraceId(),
                        context.getSpanId(),
                        context.getTraceFlags().asHex());
        return List.of(new RecordHeader(NAME, text.getBytes(StandardCharsets.UTF_8)));
    }
}
