package dev.shakedown.service.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private static Span sampled() {
        return Span.wrap(SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault()));
    }

    @Test
    void takesASpanFromRecordToRecord() {
        SpanContext read =
                TraceHeader.read(new RecordHeaders(TraceHeader.of(sampled()))).getSpanContext();

        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.getSpanId()).isEqualTo(SPAN);
        assertThat(read.isSampled()).isTrue();
        assertThat(read.isRemote()).isTrue();
    }

    @Test
    void writesWhatTheStandardSays() {
        assertThat(TraceHeader.of(sampled()))
                .singleElement()
                .satisfies(header -> assertThat(new String(header.value(), StandardCharsets.UTF_8))
                        .isEqualTo("00-" + TRACE + "-" + SPAN + "-01"));
    }

    @Test
    void keepsTheTraceOfWhatIsNotRecorded() {
        SpanContext read = TraceHeader.read(new RecordHeaders(TraceHeader.unrecorded(sampled())))
                .getSpanContext();

        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.isSampled()).isFalse();
    }

    @Test
    void saysNothingWithoutATrace() {
        assertThat(TraceHeader.of(Span.getInvalid())).isEmpty();
        assertThat(TraceHeader.unrecorded(Span.getInvalid())).isEmpty();
        assertThat(TraceHeader.read(new RecordHeaders()).getSpanContext().isValid())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "00-" + TRACE + "-" + SPAN, "00-00000000000000000000000000000000-" + SPAN + "-01"
            })
    void takesWhatMakesNoSenseForNothing(String text) {
        assertThat(TraceHeader.read(text).getSpanContext().isValid()).isFalse();
    }
}
