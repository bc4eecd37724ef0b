package dev.shakedown.attackworker.job;

import dev.shakedown.attackworker.delivery.DeliveredRequest;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, what this thread logs carries the job's and the campaign's id, and what it calls belongs to a span
 * of the job.
 */
public final class JobScope implements AutoCloseable {

    private static final String JOB = "jobId";
    private static final String CAMPAIGN = "campaignId";

    private final @Nullable Object outerJob = MDC.get(JOB);
    private final @Nullable Object outerCampaign = MDC.get(CAMPAIGN);
    private final Scope scope;

    @SuppressWarnings("MustBeClosedChecker") // Closed when this is.
    private JobScope(DeliveredRequest delivered, Span span) {
        MDC.put(JOB, delivered.request().jobId());
        MDC.put(CAMPAIGN, delivered.request().campaignId());
        this.scope = span.makeCurrent();
    }

    public static JobScope of(DeliveredRequest delivered) {
        return new JobScope(delivered, delivered.span());
    }

    /** With a span under the job's. */
    public static JobScope of(DeliveredRequest delivered, Span part) {
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
