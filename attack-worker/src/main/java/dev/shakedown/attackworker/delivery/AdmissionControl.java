package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.job.JobAttempt;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides about requests with all that this worker knows. {@link #ready} belongs to preparation's thread. */
@ApplicationScoped
public class AdmissionControl {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(2);

    private final Attempts attempts;
    private final AbandonedAttempts abandoned;
    private final Controls controls;
    private final RequestFeed feed;
    private final DeliveryConfig config;
    private int current;

    AdmissionControl(
            Attempts attempts,
            AbandonedAttempts abandoned,
            Controls controls,
            RequestFeed feed,
            DeliveryConfig config) {
        this.attempts = attempts;
        this.abandoned = abandoned;
        this.controls = controls;
        this.feed = feed;
        this.config = config;
    }

    /**
     * Makes sure that all is known here which other workers had written when partitions came to this one. Waits a while
     * for that.
     *
     * @return whether it is; nothing may be decided before
     */
    public boolean ready() {
        int now = feed.generation();
        if (now != current && isCurrent()) {
            current = now;
        }
        return now == current;
    }

    public AdmissionDecision of(DeliveredRequest delivered) {
        JobAttempt attempt = attempts.attempt(delivered.request().jobId());
        AdmissionDecision decision = of(delivered, attempt);
        return decision instanceof AdmissionDecision.Hold
                        && attempt != null
                        && ofCampaign(delivered).isEmpty()
                        && abandoned.contains(attempt)
                ? of(delivered, null)
                : decision;
    }

    private AdmissionDecision of(DeliveredRequest delivered, @Nullable JobAttempt attempt) {
        AdmissionDecision.Knowledge known = new AdmissionDecision.Knowledge(
                attempts.ended(delivered.request().jobId()),
                attempt,
                controls.of(delivered.request().campaignId()));
        return AdmissionDecision.of(delivered, known, config.attempts());
    }

    /**
     * Takes back what this worker said of a job whose partition went to another worker while this one did not answer.
     * If the job's round was abandoned meanwhile, no worker begins it again, and the next round would wait for ever for
     * an attempt that no worker makes. Else the other worker goes on from what was said. Waits a while.
     */
    public Uni<Void> disown(DeliveredRequest delivered) {
        if (!isCurrent()) {
            Log.warnf(
                    "Job %s went to another worker, and Kafka does not say whether it is wanted still",
                    delivered.request().jobId());
            return Uni.createFrom().voidItem();
        }
        return ofCampaign(delivered)
                        .filter(AdmissionDecision.Skip.class::isInstance)
                        .isPresent()
                ? attempts.disowned(delivered)
                : Uni.createFrom().voidItem();
    }

    private boolean isCurrent() {
        return attempts.awaitCurrent(CURRENT_WITHIN) && controls.awaitCurrent(CURRENT_WITHIN);
    }

    /** Why the campaign of a job that was prepared before does not want it now; empty if it does. */
    public Optional<AdmissionDecision> ofCampaign(DeliveredRequest delivered) {
        return AdmissionDecision.ofCampaign(
                delivered, controls.of(delivered.request().campaignId()));
    }
}
