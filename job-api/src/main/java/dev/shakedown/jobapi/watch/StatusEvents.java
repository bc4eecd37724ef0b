package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one listener to a campaign has been told. Asked for the next step from one thread at a time. */
final class StatusEvents {

    private final KnownCampaigns campaigns;
    private final CampaignStatuses statuses;
    private final Sse sse;
    private final long heartbeatNanos;
    private KnownCampaign campaign;
    private @Nullable CampaignStatus told;
    private long toldAt = System.nanoTime();

    /**
     * What is to be said now.
     *
     * @param event the event; null if there is nothing to say
     */
    record Step(@Nullable OutboundSseEvent event, boolean last) {}

    StatusEvents(
            KnownCampaigns campaigns, CampaignStatuses statuses, Sse sse, Duration heartbeat, KnownCampaign campaign) {
        this.campaigns = campaigns;
        this.statuses = statuses;
        this.sse = sse;
        this.heartbeatNanos = heartbeat.toNanos();
        this.campaign = campaign;
    }

    /** A status if there is a new one; while the result-store does not answer there is none. */
    Step next() {
        if (campaigns.find(campaign.id()) instanceof Lookup.Known known) {
            campaign = known.campaign();
        }
        if (statuses.of(campaign) instanceof StoreAnswer.Found<CampaignStatus> found
                && !found.value().equals(told)) {
            told = found.value();
            toldAt = System.nanoTime();
            return new Step(
                    sse.newEventBuilder()
                            .name("status")
                            .mediaType(MediaType.APPLICATION_JSON_TYPE)
                            .data(CampaignStatus.class, found.value())
                            .build(),
                    found.value().state().ended());
        }
        if (System.nanoTime() - toldAt >= heartbeatNanos) {
            toldAt = System.nanoTime();
            return new Step(sse.newEventBuilder().comment("still here").build(), false);
        }
        return new Step(null, false);
    }
}
