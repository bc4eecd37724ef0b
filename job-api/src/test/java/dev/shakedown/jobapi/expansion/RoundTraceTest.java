package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ServedTestNetworks;
import dev.shakedown.service.messaging.TraceHeader;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.TracerProvider;
import java.time.Instant;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTraceTest {

    private static final Span CAUSE = TraceHeader.read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @ParameterizedTest
    @CsvSource({"1,1000,1", "1000,1000,1000", "1001,1000,501", "2000,1000,1000", "1000000,1000,1000", "10,0,1"})
    void recordsSoManyJobsAndKeepsTheTraceOfAll(long jobs, int most, long recorded) {
        RoundTrace trace = RoundTrace.begin(TracerProvider.noop().get("test"), campaign(jobs), CAUSE, most);

        assertThat(LongStream.range(0, jobs)
                        .filter(ordinal -> span(trace, ordinal).getSpanContext().isSampled())
                        .count())
                .isEqualTo(recorded);
        assertThat(span(trace, jobs - 1).getSpanContext().getTraceId())
                .isEqualTo(CAUSE.getSpanContext().getTraceId());
    }

    private static Span span(RoundTrace trace, long ordinal) {
        return TraceHeader.read(new RecordHeaders(trace.header(ordinal)));
    }

    private static SubmittedCampaign campaign(long jobs) {
        Accepted accepted = (Accepted) ServedTestNetworks.readMany("""
                name: traced
                images:
                  - {name: i0, sha256: "%064x"}
                blurs: [{kernel: {type: gaussian, size: 5, sigma: 1}}]
                networks: [wiener]
                attacks: [{type: untargeted, steps: 5}]
                budgets: [4]
                """.formatted(0), 1);
        return new SubmittedCampaign(
                SubmittedCampaign.SCHEMA,
                "campaign",
                accepted.campaign(),
                accepted.networks(),
                accepted.judges(),
                jobs,
                Instant.EPOCH);
    }
}
