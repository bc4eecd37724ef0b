package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.Delivered;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, what this thread logs carries the job's and the campaign's id, and what it calls belongs to a span
 * of the job.
 */
final class JobScope implements AutoCloseable {

    private static final String JOB = "jobId";
    private static final String CAMPAIGN = "campaignId";

    private final @Nullable Object outerJob = MDC.get(JOB);
    private final @Nullable Object outerCampaign = MDC.get(CAMPAIGN);
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // Closed when this is.
    private JobScope(Delivered delivered, Span span) {
        MDC.put(JOB, delivered.request().jobId());
        MDC.put(CAMPAIGN, delivered.request().campaignId());
        this.scope = span.makeCurrent();
    }

    static JobScope of(Delivered delivered) {
        return new JobScope(delivered, delivered.span());
    }

    /** With a span under the job's. */
    static JobScope of(Delivered delivered, Span part) {
        return new JobScope(delivered, part);
    }

    @Override
    public void close() {
        scope.close();
        restore(JOB, outerJob);
        restore(CAMPAIGN, outerCampaign);
    }

    private static void restore(String key, @Nullable Object outer) {
        if (outer == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, outer);
        }
    }
}
